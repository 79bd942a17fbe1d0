import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { JournalPlace, Undoable } from '#shared/domain/journal.ts'
import { journalAreas } from '#shared/domain/study.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { useCaptionsStore } from './captions.ts'
import { useCutStore } from './cut.ts'
import { useClipListStore } from './clip-list.ts'
import { useLibraryStore } from './library.ts'
import { defineStudyResource } from './study-resources.ts'
import { useViewStore } from './view.ts'

/** So long the list that comes with a change is waited for. */
const toldWithinMs = 1000

/** Changes come many at a time. */
const reloadEveryMs = 800

const nothing: Undoable = { undo: null, redo: null }

/**
 * Taking back and doing again, of all that is changed in the study: main has the list, and keeps it when the program is
 * closed. Steps run one after the other, so that Ctrl+Z held down stays in order.
 */
export const useUndoStore = defineStore('undo', () => {
  const app = useAppStore()
  const captions = useCaptionsStore()
  const cut = useCutStore()
  const library = useLibraryStore()
  const list = useClipListStore()
  const view = useViewStore()
  const steps = shallowRef<Undoable>(nothing)
  /** What was taken back although main never had it. */
  const refused = ref<string | null>(null)
  const isBusy = ref(false)
  /** Something was saved, and main was not asked since. */
  const isOutdated = ref(false)
  let asked = 0

  const canUndo = computed(() => isOutdated.value || captions.isTyped || steps.value.undo !== null)
  const canRedo = computed(() => refused.value !== null || steps.value.redo !== null)
  const undoLabel = computed(() => (captions.isTyped ? captions.label : (steps.value.undo?.label ?? null)))
  const redoLabel = computed(() => refused.value ?? steps.value.redo?.label ?? null)

  let waiting: ReturnType<typeof setTimeout> | null = null

  function stopWaiting(): void {
    if (waiting !== null) clearTimeout(waiting)
    waiting = null
  }

  /** Main tells the list together with the change; where nothing changed after all it does not. */
  function askLater(): void {
    stopWaiting()
    waiting = setTimeout(() => {
      // Without an answer the list is asked for again with the next change.
      void load().catch(() => null)
    }, toldWithinMs)
  }

  /** What main told unasked. */
  function accept(told: Undoable): void {
    asked += 1
    stopWaiting()
    steps.value = told
    isOutdated.value = false
  }

  /** Asks main what comes next. */
  async function load(): Promise<void> {
    stopWaiting()
    asked += 1
    const own = asked
    const answer = await request('journal.undoable')
    if (own === asked) accept(answer)
  }

  watch(
    () => app.saves,
    () => {
      isOutdated.value = true
      refused.value = null
      askLater()
    },
    { flush: 'sync' },
  )

  /** In the library, as the study has it by now. */
  async function showVisit(sessionId: number): Promise<void> {
    await library.load()
    const session = library.sessionById.get(sessionId)
    if (session === undefined) return
    list.showOnly({ patientCode: session.patientCode, sessionId })
    view.go('library')
  }

  function showClip({ videoId, clipId }: { videoId: number; clipId: number | null }): void {
    if (clipId !== null) cut.select({ videoId, clipId })
    view.openCut(videoId)
  }

  async function show(place: JournalPlace | null): Promise<void> {
    if (place?.kind === 'caption') view.openCaption(place.clipId)
    else if (place?.kind === 'score') {
      const { sessionId, scaleId, itemId } = place
      view.openScore({ sessionId, scaleId, itemId })
    } else if (place?.kind === 'cut') showClip(place)
    else if (place?.kind === 'people') view.openPerson(place.sessionId, place.person)
    else if (place?.kind === 'scale') view.openScale(place.scaleId)
    else if (place?.kind === 'prompt-set') view.openPromptSet(place.name)
    else if (place?.kind === 'rater') view.isRaterListOpen = true
    else if (place?.kind === 'visit') await showVisit(place.sessionId)
  }

  /** Returns the label of what was taken back; null when there was nothing, or a step is still running. */
  async function take(channel: 'journal.undo' | 'journal.redo'): Promise<string | null> {
    const taken = await request(channel)
    if (taken === null) return null
    if (taken.place?.kind === 'caption') await captions.reload()
    await show(taken.place)
    app.markSaved(new Date().toISOString())
    return taken.label
  }

  async function alone(work: () => Promise<string | null>): Promise<string | null> {
    if (isBusy.value) return null
    isBusy.value = true
    try {
      return await work()
    } finally {
      isBusy.value = false
      await load().catch(() => null)
    }
  }

  /** Typed text is sent first: it is the newest step. */
  const undo = (): Promise<string | null> =>
    alone(async () => {
      await captions.finishAll()
      const label = captions.takeBackRefused()
      if (label === null) return take('journal.undo')
      refused.value = label
      return label
    })

  const redo = (): Promise<string | null> =>
    alone(async () => {
      const label = captions.bringRefusedBack()
      refused.value = null
      if (label !== null) return label
      await captions.finishAll()
      return take('journal.redo')
    })

  /** Another study, or none: nothing of this one is left. */
  function clear(): void {
    asked += 1
    stopWaiting()
    steps.value = nothing
    refused.value = null
    isOutdated.value = false
  }

  defineStudyResource({
    areas: journalAreas,
    load,
    take: ({ undoable }) => {
      if (undoable !== null) accept(undoable)
      return undoable !== null
    },
    clear,
    everyMs: reloadEveryMs,
  })

  return { canUndo, canRedo, undoLabel, redoLabel, isBusy, load, undo, redo }
})
