import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { Scale } from '#shared/domain/scale.ts'
import type { DateScores, SaveScore, SaveScores, Score } from '#shared/domain/score.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { useLibraryStore } from './library.ts'
import { defineStudyResource } from './study-resources.ts'

/** Where a score stands on its way to the database. `failed` carries the sentence that says why. */
export type ScoreSaveState =
  { kind: 'saving' } | { kind: 'saved'; updatedUtc: string } | { kind: 'failed'; message: string }

export type ScoreValue = Pick<SaveScore, 'value' | 'missingReason'>

export const unscored: ScoreValue = { value: null, missingReason: null }

function keyOf(score: Pick<SaveScore, 'sessionId' | 'raterId' | 'scaleId' | 'itemId'>): string {
  return [score.sessionId, score.raterId, score.scaleId, score.itemId].join('/')
}

function replaced(scores: readonly Score[], key: string, saved: Score | null): readonly Score[] {
  const others = scores.filter((known) => keyOf(known) !== key)
  return saved === null ? others : [...others, saved]
}

/** Those in place of the ones with these keys. */
function replacedAll(
  scores: readonly Score[],
  keys: ReadonlySet<string>,
  saved: readonly Score[],
): readonly Score[] {
  return [...scores.filter((known) => !keys.has(keyOf(known))), ...saved]
}

/** Scales, and the scores of the session that is being rated. A score counts as saved once main said so. */
export const useScoresStore = defineStore('scores', () => {
  const app = useAppStore()
  const library = useLibraryStore()
  const scales = shallowRef<readonly Scale[]>([])
  const sessionId = shallowRef<number | null>(null)
  const scores = shallowRef<readonly Score[]>([])
  /** Every session's scores of the scale that is being rated. */
  const ofScale = shallowRef<readonly Score[]>([])
  const saveStates = shallowRef<ReadonlyMap<string, ScoreSaveState>>(new Map())
  /** Values on their way to main, shown at once. */
  const pending = shallowRef<ReadonlyMap<string, ScoreValue>>(new Map())

  /** Of what was written last at several visits at once. */
  const blockState = shallowRef<ScoreSaveState | null>(null)
  const ofScaleByKey = computed(() => new Map(ofScale.value.map((score) => [keyOf(score), score])))
  const byKey = computed(() => new Map(scores.value.map((score) => [keyOf(score), score])))

  async function loadScales(): Promise<void> {
    scales.value = await request('scale.list')
  }

  /** Returns the new scale; null when the user cancelled the file dialog. */
  async function addScale(): Promise<Scale | null> {
    const added = await request('scale.add')
    if (added !== null) scales.value = [...scales.value.filter(({ id }) => id !== added.id), added]
    return added
  }

  async function loadSession(id: number): Promise<void> {
    if (sessionId.value !== id) {
      sessionId.value = id
      scores.value = []
      saveStates.value = new Map()
    }
    const loaded = await request('score.list', { sessionId: id })
    if (sessionId.value === id) scores.value = loaded
  }

  async function loadScale(scaleId: string): Promise<void> {
    ofScale.value = await request('score.ofScale', { scaleId })
  }

  /** How many items of the scale this rater has scored, with a value or a reason, by session. */
  function doneBySession(scaleId: string, raterId: number): ReadonlyMap<number, number> {
    const done = new Map<number, number>()
    for (const score of ofScale.value) {
      if (score.scaleId !== scaleId || score.raterId !== raterId) continue
      done.set(score.sessionId, (done.get(score.sessionId) ?? 0) + 1)
    }
    return done
  }

  function scoreOf(place: Pick<SaveScore, 'sessionId' | 'raterId' | 'scaleId' | 'itemId'>): Score | null {
    return byKey.value.get(keyOf(place)) ?? null
  }

  function valueOf(place: Pick<SaveScore, 'sessionId' | 'raterId' | 'scaleId' | 'itemId'>): ScoreValue {
    return pending.value.get(keyOf(place)) ?? byKey.value.get(keyOf(place)) ?? unscored
  }

  /** Of any visit, on the scale that was loaded. */
  function valueOnScale(place: Pick<SaveScore, 'sessionId' | 'raterId' | 'scaleId' | 'itemId'>): ScoreValue {
    return pending.value.get(keyOf(place)) ?? ofScaleByKey.value.get(keyOf(place)) ?? unscored
  }

  /** Whether its value is on its way to main. */
  function isPending(place: Pick<SaveScore, 'sessionId' | 'raterId' | 'scaleId' | 'itemId'>): boolean {
    return pending.value.has(keyOf(place))
  }

  function saveStateOf(
    place: Pick<SaveScore, 'sessionId' | 'raterId' | 'scaleId' | 'itemId'>,
  ): ScoreSaveState | null {
    return saveStates.value.get(keyOf(place)) ?? null
  }

  function setState(key: string, state: ScoreSaveState): void {
    saveStates.value = new Map(saveStates.value).set(key, state)
  }

  function setPending(key: string, value: ScoreValue | null): void {
    const next = new Map(pending.value)
    if (value === null) next.delete(key)
    else next.set(key, value)
    pending.value = next
  }

  async function write(score: SaveScore): Promise<void> {
    const key = keyOf(score)
    const value: ScoreValue = { value: score.value, missingReason: score.missingReason }
    setPending(key, value)
    setState(key, { kind: 'saving' })
    try {
      const { score: saved, sessionRated } = await request('score.save', score)
      if (sessionId.value === score.sessionId) {
        scores.value = replaced(scores.value, key, saved)
      }
      ofScale.value = replaced(ofScale.value, key, saved)
      library.markRated(score.sessionId, sessionRated)
      const updatedUtc = saved?.updatedUtc ?? new Date().toISOString()
      setState(key, { kind: 'saved', updatedUtc })
      app.markSaved(updatedUtc)
    } catch (error) {
      setState(key, { kind: 'failed', message: error instanceof Error ? error.message : 'Not saved.' })
      throw error
    } finally {
      // A later value of the same item may already be on its way.
      if (pending.value.get(key) === value) setPending(key, null)
    }
  }

  /** Saves at once. */
  async function save(score: SaveScore): Promise<void> {
    const { value, missingReason } = valueOf(score)
    if (value === score.value && missingReason === score.missingReason) return
    await write(score)
  }

  /** Scores of several visits, as one step; shown at once. */
  async function saveMany(block: SaveScores): Promise<void> {
    const { raterId, scaleId } = block
    const values = new Map<string, ScoreValue>()
    for (const { value, missingReason, ...cell } of block.cells) {
      values.set(keyOf({ ...cell, raterId, scaleId }), { value, missingReason })
    }
    pending.value = new Map([...pending.value, ...values])
    blockState.value = { kind: 'saving' }
    try {
      const saved = await request('score.saveMany', block)
      const keys = new Set(values.keys())
      ofScale.value = replacedAll(ofScale.value, keys, saved)
      const shown = saved.filter((score) => score.sessionId === sessionId.value)
      scores.value = replacedAll(scores.value, keys, shown)
      const updatedUtc = saved[0]?.updatedUtc ?? new Date().toISOString()
      blockState.value = { kind: 'saved', updatedUtc }
      app.markSaved(updatedUtc)
    } catch (error) {
      blockState.value = { kind: 'failed', message: error instanceof Error ? error.message : 'Not saved.' }
      throw error
    } finally {
      // Later values of the same items may already be on their way.
      const open = [...pending.value].filter(([key, value]) => values.get(key) !== value)
      pending.value = new Map(open)
    }
  }

  /** Another day of all that the rater gave on the scale at the visit. */
  async function setDate(wanted: DateScores): Promise<void> {
    const loaded = await request('score.date', wanted)
    if (sessionId.value === wanted.sessionId) scores.value = loaded
    app.markSaved(new Date().toISOString())
  }

  function clear(): void {
    sessionId.value = null
    scores.value = []
    ofScale.value = []
    saveStates.value = new Map()
    pending.value = new Map()
    blockState.value = null
  }

  defineStudyResource({
    areas: ['scales'],
    load: loadScales,
    clear: () => {
      scales.value = []
    },
  })
  defineStudyResource({
    areas: ['scores'],
    refresh: (ids) => {
      const shown = sessionId.value
      const isNews = shown !== null && (ids === null || ids.patients.length > 0 || ids.visits.includes(shown))
      return isNews ? loadSession(shown) : undefined
    },
    clear,
  })

  return {
    scales,
    scores,
    sessionId,
    loadScales,
    addScale,
    loadSession,
    loadScale,
    ofScale,
    blockState,
    valueOnScale,
    isPending,
    saveMany,
    doneBySession,
    scoreOf,
    valueOf,
    saveStateOf,
    save,
    setDate,
  }
})
