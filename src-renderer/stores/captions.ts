import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { Caption, CaptionRevision } from '#shared/domain/caption.ts'
import { request } from '../api/client.ts'
import { createCaptionDraft } from './caption-draft.ts'
import type { CaptionDraft, DraftState } from './caption-draft.ts'
import { useAppStore } from './app.ts'
import { useLibraryStore } from './library.ts'
import { useRatersStore } from './raters.ts'
import { useStudyStore } from './study.ts'

const nothingWritten: DraftState = { text: '', status: 'empty', savedUtc: null, message: null }

/** A rater's caption of a whole clip, from the first letter on until main has all of it. */
export interface OpenCaption {
  readonly clipId: number
  readonly raterId: number
  /** In the user's words, e.g. "caption of P001 baseline clip 3". */
  readonly label: string
  readonly draft: CaptionDraft
}

function keyOf(clipId: number, raterId: number): string {
  return `${String(clipId)}:${String(raterId)}`
}

/** The captions of the clip in Review, and the current rater's one as it is being typed. */
export const useCaptionsStore = defineStore('captions', () => {
  const app = useAppStore()
  const library = useLibraryStore()
  const raters = useRatersStore()
  const study = useStudyStore()
  const clipId = shallowRef<number | null>(null)
  const raterId = shallowRef<number | null>(null)
  const captions = shallowRef<readonly Caption[]>([])
  const isLoaded = shallowRef(false)
  /** The one that is typed now; there from the moment that its clip is chosen. */
  const current = shallowRef<OpenCaption | null>(null)
  /** The current one, and those that main has not confirmed: their text must come back with their clip. */
  const kept = shallowRef<ReadonlyMap<string, OpenCaption>>(new Map())
  /** A text that main did not take and that was taken back; nothing was typed since. */
  let dropped: { caption: OpenCaption; text: string } | null = null
  /** Typed before it was known who writes. */
  let typedAhead = ''
  let isFollowing = false

  const draftState = computed(() => current.value?.draft.state.value ?? nothingWritten)
  const draftKey = computed(() =>
    current.value === null ? null : keyOf(current.value.clipId, current.value.raterId),
  )
  const whole = computed(() => captions.value.filter((caption) => caption.startMs === null))
  /** Whether there is text that main has not confirmed. */
  const isTyped = computed(() => ['editing', 'failed'].includes(draftState.value.status))
  /** In the user's words; null while nobody can type. */
  const label = computed(() => current.value?.label ?? null)
  const own = computed(() => whole.value.find((caption) => caption.raterId === raterId.value) ?? null)
  const others = computed(() => whole.value.filter((caption) => caption.raterId !== raterId.value))
  const spans = computed(() =>
    captions.value
      .filter((caption) => caption.startMs !== null)
      .toSorted((a, b) => (a.startMs ?? 0) - (b.startMs ?? 0)),
  )
  /** Captions that could not be saved, whatever clip they belong to. */
  const unsaved = computed(() =>
    [...kept.value.values()].filter((entry) => entry.draft.state.value.status === 'failed'),
  )
  const unsavedElsewhere = computed(() => unsaved.value.filter((entry) => entry !== current.value))

  function labelOf(clip: number, rater: number): string {
    const row = library.clipById.get(clip)
    const place =
      row === undefined ? 'a clip' : `${row.patientCode} ${row.visitLabel} clip ${String(row.ordinal)}`
    const by = raters.raters.find(({ id }) => id === rater)?.code
    const isOther = raters.current !== null && raters.current.id !== rater && by !== undefined
    return `caption of ${place}${isOther ? ` by ${by}` : ''}`
  }

  function accept(saved: Caption): void {
    if (saved.clipId !== clipId.value) return
    captions.value = [...captions.value.filter((caption) => caption.id !== saved.id), saved]
  }

  async function save(caption: OpenCaption, text: string): Promise<Caption> {
    const { clipId: clip, raterId: rater } = caption
    const place = { clipId: clip, raterId: rater, startMs: null, endMs: null }
    const { clipCaptioned, ...saved } = await request('caption.save', { ...place, text })
    accept(saved)
    library.markCaptioned(clip, clipCaptioned)
    app.markSaved(saved.updatedUtc)
    return saved
  }

  function wholeBy(list: readonly Caption[], rater: number): Caption | null {
    return list.find((caption) => caption.startMs === null && caption.raterId === rater) ?? null
  }

  function captionOf(clip: number, rater: number): OpenCaption {
    const key = keyOf(clip, rater)
    const known = kept.value.get(key)
    if (known !== undefined) return known
    const made: OpenCaption = {
      clipId: clip,
      raterId: rater,
      label: labelOf(clip, rater),
      draft: createCaptionDraft({
        read: async () => wholeBy(await request('caption.list', { clipId: clip }), rater),
        save: (text) => save(made, text),
        done: () => request('caption.done', { clipId: clip, raterId: rater }),
      }),
    }
    kept.value = new Map(kept.value).set(key, made)
    return made
  }

  function forget({ clipId: clip, raterId: rater }: OpenCaption): void {
    const rest = new Map(kept.value)
    rest.delete(keyOf(clip, rater))
    kept.value = rest
  }

  function isKept(caption: OpenCaption): boolean {
    return kept.value.get(keyOf(caption.clipId, caption.raterId)) === caption
  }

  /** Main takes captions again: those that it refused before are sent once more. */
  function retryOthers(saved: OpenCaption): void {
    for (const entry of unsavedElsewhere.value) if (entry !== saved) void settle(entry)
  }

  /** Sends what is unsaved; lets go of it when main has everything and nobody types in it. */
  async function settle(caption: OpenCaption, how: 'flush' | 'finish' = 'flush'): Promise<boolean> {
    const hadText = caption.draft.isUnsaved()
    const isSaved = await caption.draft[how]()
    if (isSaved && caption !== current.value && isKept(caption)) forget(caption)
    if (isSaved && hadText) retryOthers(caption)
    return isSaved
  }

  /** Sends what is unsaved; what is typed from now on is a new step. */
  const finish = (caption: OpenCaption): Promise<boolean> => settle(caption, 'finish')

  /** True when everything typed in the current caption is on disk. What is typed from now on is a new step. */
  async function flush(): Promise<boolean> {
    return current.value === null ? true : finish(current.value)
  }

  /** Everything typed is sent, and each text a step of its own. */
  async function finishAll(): Promise<void> {
    await Promise.all([...kept.value.values()].map(finish))
  }

  /** What is typed and main does not take gives way to what the study holds; its label, null when there is none. */
  function takeBackRefused(): string | null {
    const caption = current.value
    const text = caption?.draft.dropRefused() ?? null
    if (caption === null || text === null) return null
    dropped = { caption, text }
    return caption.label
  }

  /** Puts it into the box again; null when there is none, or something else was typed since. */
  function bringRefusedBack(): string | null {
    const back = dropped
    dropped = null
    if (back === null || back.caption !== current.value || back.caption.draft.isUnsaved()) return null
    back.caption.draft.edit(back.text)
    return back.caption.label
  }

  /** Sends everything that is typed; answers what main did not take. */
  async function saveAll(): Promise<OpenCaption[]> {
    await Promise.all([...kept.value.values()].map((caption) => settle(caption)))
    return [...kept.value.values()].filter(({ draft }) => draft.isUnsaved())
  }

  /** The study or the window is about to be closed: main is told what would be lost. */
  async function answerLeaving(askId: number): Promise<void> {
    const unsaved = (await saveAll()).map(({ label, draft }) => {
      const { text, message } = draft.state.value
      return { label, text, reason: message ?? '' }
    })
    await request('caption.left', { askId, unsaved })
  }

  async function load(clip: number): Promise<void> {
    const list = await request('caption.list', { clipId: clip })
    // Also for who has typed and gone on meanwhile.
    for (const entry of kept.value.values()) {
      if (entry.clipId === clip) entry.draft.adopt(wholeBy(list, entry.raterId))
    }
    if (clipId.value !== clip) return
    captions.value = list
    isLoaded.value = true
  }

  function leave(): void {
    const left = current.value
    if (left === null) return
    left.draft.setComposing(false)
    dropped = null
    current.value = null
    void finish(left)
  }

  function begin(): void {
    const [clip, rater] = [clipId.value, raterId.value]
    if (clip === null || rater === null) return
    current.value = captionOf(clip, rater)
    const { text } = current.value.draft.state.value
    const ahead = typedAhead
    typedAhead = ''
    if (ahead !== '') edit(text + ahead)
  }

  /**
   * Shows a clip for a rater (null: nobody chosen, nothing can be typed). What is typed belongs to it at once, before
   * this answers with what the study holds; what was typed before is saved to its own clip.
   */
  async function show(nextClip: number | null, nextRater: number | null): Promise<void> {
    const isSame = nextClip === clipId.value && nextRater === raterId.value
    if (isSame && isLoaded.value) return
    if (!isSame) {
      leave()
      if (nextClip !== clipId.value) {
        captions.value = []
        isLoaded.value = false
        typedAhead = ''
      }
      clipId.value = nextClip
      raterId.value = nextRater
      begin()
    }
    if (nextClip !== null) await load(nextClip)
  }

  /** Called when main says that captions changed. */
  async function reload(): Promise<void> {
    const clip = clipId.value
    if (clip !== null && isLoaded.value) await load(clip)
  }

  /** For a study that goes on in another folder: what is typed belongs to it there, and is saved there. */
  async function follow<Value>(move: () => Promise<Value>): Promise<Value> {
    isFollowing = true
    try {
      return await move()
    } finally {
      isFollowing = false
      await saveAll()
    }
  }

  /** Before another rater comes: what cannot be saved stays with who wrote it. */
  raters.beforeChange.add(async () => {
    await finishAll()
    const [first] = [...kept.value.values()].filter(({ draft }) => draft.isUnsaved())
    if (first === undefined) return null
    const { message } = first.draft.state.value
    return `The ${first.label} is not saved yet${message === null ? '.' : `: ${message}`} Save it or take it back before the rater changes.`
  })

  // Ids begin anew in each study: a draft of one must never show up in another.
  watch(
    () => (study.summary === null ? null : `${study.summary.folderName}/${study.summary.title}`),
    () => {
      if (isFollowing) return
      dropped = null
      kept.value = new Map()
      current.value = null
      clipId.value = null
      raterId.value = null
      captions.value = []
      isLoaded.value = false
      typedAhead = ''
    },
    { flush: 'sync' },
  )

  /** `isWhole`: a step of its own, such as a paste; else part of what is being typed. */
  function edit(text: string, isWhole = false): void {
    const caption = current.value
    if (caption === null || text === caption.draft.state.value.text) return
    dropped = null
    if (isWhole) void finish(caption)
    caption.draft.edit(text)
    if (isWhole) void finish(caption)
  }

  /** These are no longer in the study, and with them what was typed of them. */
  function forgetClips(clipIds: ReadonlySet<number>): void {
    kept.value = new Map([...kept.value].filter(([, entry]) => !clipIds.has(entry.clipId)))
    if (dropped !== null && clipIds.has(dropped.caption.clipId)) dropped = null
    if (clipId.value === null || !clipIds.has(clipId.value)) return
    current.value = null
    clipId.value = null
    captions.value = []
    isLoaded.value = false
    typedAhead = ''
  }

  /** Puts an earlier text back as a change of its own. */
  async function bringBack(text: string): Promise<void> {
    edit(text, true)
    await flush()
  }

  /** Text typed while it is not known yet who writes: it begins the caption that is opened next. */
  function typeAhead(text: string): void {
    typedAhead += text
  }

  /** Sends what main refused before. */
  async function retry(caption: OpenCaption): Promise<void> {
    await settle(caption)
  }

  function setComposing(isComposing: boolean): void {
    current.value?.draft.setComposing(isComposing)
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
    draftKey,
    own,
    others,
    spans,
    unsaved,
    unsavedElsewhere,
    open: show,
    reload,
    edit,
    bringBack,
    typeAhead,
    setComposing,
    flush,
    finishAll,
    forgetClips,
    isTyped,
    label,
    takeBackRefused,
    bringRefusedBack,
    retry,
    answerLeaving,
    follow,
    history,
  }
})
