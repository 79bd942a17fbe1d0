import { shallowReadonly, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import type { ClipDetail } from '#shared/domain/clip.ts'
import type { PlayedSpan } from './use-video-clock.ts'
import { useErrors } from '../composables/use-errors.ts'
import { useLibraryStore } from '../stores/library.ts'
import { concernsClip, defineStudyResource } from '../stores/study-resources.ts'
import { usePlayedSpan } from './use-played-span.ts'
import { useRelink } from './use-relink.ts'

/** A clip with what main knows of its file, and the span that is played of it. */
export function usePlayedClip(shownId: () => number | null): {
  detail: Readonly<ShallowRef<ClipDetail | null>>
  failure: Readonly<ShallowRef<string | null>>
  span: ComputedRef<PlayedSpan | null>
  relink: () => Promise<void>
  /** Asks again what is known of its file. */
  reload: () => Promise<void>
} {
  const library = useLibraryStore()
  const { attempt } = useErrors()
  const detail = shallowRef<ClipDetail | null>(null)
  const failure = shallowRef<string | null>(null)

  async function load(clipId: number | null): Promise<void> {
    if (clipId === null) {
      detail.value = null
      return
    }
    try {
      const loaded = await library.detail(clipId)
      if (shownId() !== clipId) return
      detail.value = loaded
      failure.value = null
    } catch (error) {
      if (shownId() !== clipId) return
      detail.value = null
      failure.value = error instanceof Error ? error.message : 'The clip could not be read.'
    }
  }

  watch(shownId, load, { immediate: true })
  defineStudyResource({
    areas: ['library', 'clips'],
    refresh: (ids) => {
      const clipId = shownId()
      if (clipId === null) return undefined
      const sessionId = library.clipById.get(clipId)?.sessionId ?? null
      return concernsClip(ids, { clipId, sessionId }) ? load(clipId) : undefined
    },
  })

  const span = usePlayedSpan(() =>
    detail.value === null ? null : { video: detail.value.video, span: detail.value.row },
  )

  const reload = (): Promise<void> => load(shownId())

  const findVideos = useRelink()
  async function relink(): Promise<void> {
    if (!(await findVideos())) return
    await attempt(() => library.load())
    await reload()
  }

  return { detail: shallowReadonly(detail), failure: shallowReadonly(failure), span, relink, reload }
}
