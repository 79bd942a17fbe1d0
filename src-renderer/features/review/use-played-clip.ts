import { computed, shallowReadonly, shallowRef, watch } from 'vue'
import type { ComputedRef, ShallowRef } from 'vue'
import type { ClipDetail } from '#shared/domain/clip.ts'
import type { PlayedSpan } from '../../composables/use-video-clock.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { useStripStore } from '../../stores/strip.ts'
import { useStudyStore } from '../../stores/study.ts'
import { hasOriginal } from './player-state.ts'
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
  const strips = useStripStore()
  const study = useStudyStore()
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
      const { id } = loaded.video
      if (hasOriginal(loaded.video))
        void attempt(() => strips.readFrameTimes(id), 'The frames have no numbers here')
    } catch (error) {
      if (shownId() !== clipId) return
      detail.value = null
      failure.value = error instanceof Error ? error.message : 'The clip could not be read.'
    }
  }

  watch(
    () => [shownId(), study.revisions.library, study.revisions.clips] as const,
    ([clipId]) => void load(clipId),
    { immediate: true },
  )

  const span = computed<PlayedSpan | null>(() => {
    const shown = detail.value
    if (shown === null) return null
    const { probe } = shown.video
    return {
      startMs: shown.row.startMs,
      endMs: shown.row.endMs,
      fps: probe.fps,
      timesMs: strips.frameTimesOf(shown.video.id),
    }
  })

  const reload = (): Promise<void> => load(shownId())

  const findVideos = useRelink()
  async function relink(): Promise<void> {
    if (!(await findVideos())) return
    await attempt(() => library.load())
    await reload()
  }

  return { detail: shallowReadonly(detail), failure: shallowReadonly(failure), span, relink, reload }
}
