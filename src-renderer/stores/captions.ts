import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Caption, CaptionRevision } from '#shared/domain/caption.ts'
import { request } from '../api/client.ts'
import { createCaptionDraft } from './caption-draft.ts'
import type { CaptionDraft, DraftState } from './caption-draft.ts'
import { useAppStore } from './app.ts'
import { useStudyStore } from './study.ts'

const nothingWritten: DraftState = { text: '', status: 'empty', savedUtc: null, message: null }

/** The captions of the clip in Review, and the current rater's one as it is being typed. */
export const useCaptionsStore = defineStore('captions', () => {
  const app = useAppStore()
  const study = useStudyStore()
  const clipId = shallowRef<number | null>(null)
  const raterId = shallowRef<number | null>(null)
  const captions = shallowRef<readonly Caption[]>([])
  const isLoaded = shallowRef(false)
  const draft = shallowRef<CaptionDraft | null>(null)
  /** Drafts that main has not confirmed outlive a change of clip: their text must come back. */
  const unsaved = new Map<string, CaptionDraft>()

  const draftState = computed(() => draft.value?.state.value ?? nothingWritten)
  const whole = computed(() => captions.value.filter((caption) => caption.startMs === null))
  const own = computed(() => whole.value.find((caption) => caption.raterId === raterId.value) ?? null)
  const others = computed(() => whole.value.filter((caption) => caption.raterId !== raterId.value))
  const spans = computed(() =>
    captions.value
      .filter((caption) => caption.startMs !== null)
      .toSorted((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0)),
  )

  function accept(saved: Caption): void {
    if (saved.clipId !== clipId.value) return
    captions.value = [...captions.value.filter((caption) => caption.id !== saved.id), saved]
  }

  function makeDraft(clip: number, rater: number): CaptionDraft {
    const key = `${String(clip)}:${String(rater)}`
    const kept = unsaved.get(key)
    if (kept !== undefined) return kept
    const made = createCaptionDraft(own.value, async (text) => {
      unsaved.set(key, made)
      const saved = await request('caption.save', {
        clipId: clip,
        raterId: rater,
        text,
        startMs: null,
        endMs: null,
      })
      unsaved.delete(key)
      accept(saved)
      app.markSaved(saved.updatedUtc)
      return saved
    })
    return made
  }

  /** Shows a clip for a rater (null: nobody chosen, nothing can be typed). Saves what was typed before. */
  async function open(nextClip: number | null, nextRater: number | null): Promise<void> {
    if (nextClip === clipId.value && nextRater === raterId.value && isLoaded.value) return
    void draft.value?.flush()
    draft.value = null
    clipId.value = nextClip
    raterId.value = nextRater
    captions.value = []
    isLoaded.value = false
    if (nextClip === null) return
    const list = await request('caption.list', { clipId: nextClip })
    if (clipId.value !== nextClip || raterId.value !== nextRater) return
    captions.value = list
    draft.value = nextRater === null ? null : makeDraft(nextClip, nextRater)
    isLoaded.value = true
  }

  /** Called when main says that captions changed. */
  async function reload(): Promise<void> {
    const clip = clipId.value
    if (clip === null || !isLoaded.value) return
    const list = await request('caption.list', { clipId: clip })
    if (clipId.value !== clip) return
    captions.value = list
    draft.value?.adopt(own.value)
  }

  // Ids begin anew in each study: a draft of one must never show up in another.
  watch(
    () => (study.summary === null ? null : `${study.summary.folderName}/${study.summary.title}`),
    () => {
      unsaved.clear()
      draft.value = null
      clipId.value = null
      raterId.value = null
      captions.value = []
      isLoaded.value = false
    },
    { flush: 'sync' },
  )

  function edit(text: string): void {
    draft.value?.edit(text)
  }

  /** True when everything typed is on disk. */
  async function flush(): Promise<boolean> {
    return (await draft.value?.flush()) ?? true
  }

  function history(captionId: number): Promise<CaptionRevision[]> {
    return request('caption.history', { captionId })
  }

  return {
    clipId,
    raterId,
    captions,
    isLoaded,
    draftState,
    own,
    others,
    spans,
    open,
    reload,
    edit,
    flush,
    history,
  }
})
