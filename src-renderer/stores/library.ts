import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { ClipDetail, ClipRow } from '#shared/domain/clip.ts'
import type { Session } from '#shared/domain/session.ts'
import { request } from '../api/client.ts'

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

  function clear(): void {
    sessions.value = []
    clips.value = []
    isLoaded.value = false
    failure.value = null
  }

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
    clear,
    detail,
    relink,
  }
})
