import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ClipDetail, ClipRow } from '#shared/domain/clip.ts'
import type { Session } from '#shared/domain/session.ts'
import type { ChangedIds, StudyArea } from '#shared/domain/study.ts'
import { request } from '../api/client.ts'
import { replacedRows } from './replaced-rows.ts'
import { defineStudyResource } from './study-resources.ts'
import { useStudyStore } from './study.ts'

/** A long prediction reports every clip; the list is read again at most this often. */
const reloadEveryMs = 800

/** Areas whose change shows in the rows. */
const rowAreas: readonly StudyArea[] = ['library', 'clips', 'people', 'captions', 'scores', 'predictions']

function groupBySession(clips: readonly ClipRow[]): ReadonlyMap<number, readonly ClipRow[]> {
  const groups = new Map<number, ClipRow[]>()
  for (const clip of clips) {
    const group = groups.get(clip.sessionId)
    if (group === undefined) groups.set(clip.sessionId, [clip])
    else group.push(clip)
  }
  return groups
}

/** Patients' sessions and clips, as flat rows: 50,000 of them are one array that is replaced, never watched deeply. */
export const useLibraryStore = defineStore('library', () => {
  const study = useStudyStore()
  const sessions = shallowRef<readonly Session[]>([])
  const clips = shallowRef<readonly ClipRow[]>([])
  const isLoaded = ref(false)
  const failure = ref<string | null>(null)

  const clipById = computed(() => new Map(clips.value.map((clip) => [clip.id, clip])))
  const sessionById = computed(() => new Map(sessions.value.map((session) => [session.id, session])))
  const clipsBySession = computed(() => groupBySession(clips.value))

  async function load(): Promise<void> {
    try {
      const [nextSessions, nextClips] = await Promise.all([
        request('library.sessions'),
        request('library.clips'),
      ])
      sessions.value = nextSessions
      clips.value = nextClips
      failure.value = null
    } catch (error) {
      failure.value = error instanceof Error ? error.message : 'The library could not be read.'
      throw error
    } finally {
      isLoaded.value = true
    }
  }

  /** What main's answer to a save said of the clip; nothing is asked for. */
  function markCaptioned(clipId: number, captioned: boolean): void {
    if (clipById.value.get(clipId)?.captioned === !captioned) {
      clips.value = clips.value.map((clip) => (clip.id === clipId ? { ...clip, captioned } : clip))
    }
  }

  function markRated(sessionId: number, rated: boolean): void {
    if (clipsBySession.value.get(sessionId)?.some((clip) => clip.rated !== rated) === true) {
      clips.value = clips.value.map((clip) => (clip.sessionId === sessionId ? { ...clip, rated } : clip))
    }
  }

  /** Reads the rows of what changed, or everything where that is not known (null). */
  async function refresh(ids: ChangedIds | null): Promise<void> {
    if (ids === null || ids.patients.length > 0 || !isLoaded.value) {
      await load()
      return
    }
    if (ids.clips.length + ids.visits.length === 0) return
    const wanted = { clipIds: ids.clips, sessionIds: ids.visits }
    const asked = clips.value
    const rows = await request('library.rows', wanted)
    const next = asked === clips.value ? replacedRows(clips.value, rows, wanted) : null
    // Others came meanwhile, or the first clips of a session.
    if (next === null) await load()
    else clips.value = next
  }

  function clear(): void {
    sessions.value = []
    clips.value = []
    isLoaded.value = false
    failure.value = null
  }

  defineStudyResource({
    areas: rowAreas,
    load,
    // The study counts them.
    refresh: (ids) => Promise.all([refresh(ids), study.load()]),
    clear,
    everyMs: reloadEveryMs,
    failure: 'The library could not be read',
  })

  function detail(clipId: number): Promise<ClipDetail> {
    return request('clip.get', { clipId })
  }

  function relink(): Promise<{ found: number; stillMissing: number } | null> {
    return request('library.relink')
  }

  return {
    sessions,
    clips,
    isLoaded,
    failure,
    clipById,
    sessionById,
    clipsBySession,
    load,
    refresh,
    markCaptioned,
    markRated,
    clear,
    detail,
    relink,
  }
})
