import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { FacePath, PeopleEdit, SessionPeople } from '#shared/domain/people.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { useLibraryStore } from './library.ts'
import { patientKey } from './people-state.ts'
import { defineStudyResource } from './study-resources.ts'

/** Paths of an hour with three people are some MB: those of the last few videos are kept. */
const keptPaths = 6

/** The patient that predictions on disk were made from, before somebody chose another. */
interface FormerChoice {
  readonly patient: string
  /** Clips that had a prediction then. */
  readonly clips: number
}

function withEntry<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key, value: Value | null): Map<Key, Value> {
  const next = new Map(map)
  next.delete(key)
  if (value !== null) next.set(key, value)
  return next
}

/** Who is in the videos: people session by session, and their faces video by video. */
export const usePeopleStore = defineStore('people', () => {
  const app = useAppStore()
  const library = useLibraryStore()
  const bySession = shallowRef<ReadonlyMap<number, SessionPeople>>(new Map())
  /** Why a session's people could not be read, in a sentence. */
  const failures = shallowRef<ReadonlyMap<number, string>>(new Map())
  const paths = shallowRef<ReadonlyMap<number, readonly FacePath[]>>(new Map())
  /** The clips that the dialog for de-identified copies is open with; null while it is closed. */
  const clipsToCopy = shallowRef<readonly number[] | null>(null)
  const former = shallowRef<ReadonlyMap<number, FormerChoice>>(new Map())
  const underWay = new Map<number, Promise<void>>()
  /** Counts what makes answers on their way outdated: edits, and news from main. */
  let revision = 0
  let knownUpTo = new Map<number, number>()

  function accept(next: SessionPeople): void {
    bySession.value = withEntry(bySession.value, next.sessionId, next)
    failures.value = withEntry(failures.value, next.sessionId, null)
    knownUpTo.set(next.sessionId, revision)
  }

  async function ask(sessionId: number): Promise<void> {
    const asked = revision
    try {
      const answer = await request('people.get', { sessionId })
      if (asked === revision) accept(answer)
    } catch (error) {
      if (asked !== revision) return
      const message = error instanceof Error ? error.message : 'The people could not be read.'
      failures.value = withEntry(failures.value, sessionId, message)
      knownUpTo.set(sessionId, revision)
    } finally {
      underWay.delete(sessionId)
    }
    if (asked !== revision) await read(sessionId)
  }

  /** Reads a session that is not known, or not since the last news; what is known stays on screen meanwhile. */
  function read(sessionId: number): Promise<void> {
    if (knownUpTo.get(sessionId) === revision) return Promise.resolve()
    const running = underWay.get(sessionId) ?? ask(sessionId)
    underWay.set(sessionId, running)
    return running
  }

  /** Reads a session again after a failure. */
  function retry(sessionId: number): Promise<void> {
    knownUpTo.delete(sessionId)
    return read(sessionId)
  }

  /** Predictions stay with the patient that they were made from; the first change away from it is kept. */
  function keepFormerChoice(before: SessionPeople, next: SessionPeople): void {
    const { sessionId } = next
    const predicted = (library.clipsBySession.get(sessionId) ?? []).filter((clip) => clip.predicted).length
    if (predicted === 0 || former.value.has(sessionId) || patientKey(before) === patientKey(next)) return
    former.value = withEntry(former.value, sessionId, { patient: patientKey(before), clips: predicted })
  }

  /** How many predictions of a session belong to a patient chosen before; 0 when none does. */
  function outdatedClips(sessionId: number): number {
    const [kept, now] = [former.value.get(sessionId), bySession.value.get(sessionId)]
    return kept === undefined || now === undefined || patientKey(now) === kept.patient ? 0 : kept.clips
  }

  /** Carries a step out. Throws what main answers. */
  async function edit(sessionId: number, step: PeopleEdit): Promise<void> {
    const before = bySession.value.get(sessionId)
    const next = await request('people.edit', { sessionId, edit: step })
    if (before !== undefined) keepFormerChoice(before, next)
    revision += 1
    accept(next)
    app.markSaved(new Date().toISOString())
  }

  /** Starts to look for faces in videos that were not looked at; null means every session. Returns the job's id. */
  async function find(sessionIds: readonly number[] | null): Promise<string> {
    const ids = sessionIds === null ? null : [...sessionIds]
    return (await request('people.find', { sessionIds: ids })).jobId
  }

  /** Empty before `readPaths`, and for a video that was not looked at. */
  function pathsOf(videoId: number): readonly FacePath[] {
    return paths.value.get(videoId) ?? []
  }

  async function readPaths(videoId: number): Promise<void> {
    const answer = await request('people.paths', { videoId })
    const newest = [...withEntry(paths.value, videoId, null)].slice(1 - keptPaths)
    paths.value = new Map([...newest, [videoId, answer]])
  }

  /** Main asks for a folder; false when the user cancelled it. */
  async function exportDeidentified(clipIds: readonly number[], keepSound: boolean): Promise<boolean> {
    return (await request('people.exportDeidentified', { clipIds: [...clipIds], keepSound })) !== null
  }

  function clear(): void {
    revision += 1
    knownUpTo = new Map()
    bySession.value = new Map()
    failures.value = new Map()
    paths.value = new Map()
    former.value = new Map()
    clipsToCopy.value = null
  }

  defineStudyResource({
    areas: ['people'],
    // Screens that show a session read it again.
    refresh: () => {
      revision += 1
      return undefined
    },
    clear,
  })

  return {
    bySession,
    failures,
    clipsToCopy,
    read,
    retry,
    outdatedClips,
    edit,
    find,
    pathsOf,
    readPaths,
    exportDeidentified,
  }
})
