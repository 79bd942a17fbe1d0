import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { Removable, RemovalCount, RemovalResult } from '#shared/domain/removal.ts'
import { request } from '../api/client.ts'
import { useAppStore } from './app.ts'
import { useCaptionsStore } from './captions.ts'
import { rankSessions } from './clip-filter.ts'
import { useClipListStore } from './clip-list.ts'
import { useLibraryStore } from './library.ts'
import { defineStudyResource } from './study-resources.ts'
import { useViewStore } from './view.ts'

/** The first after the ones that go, else the last before them; null when all go. */
function nextOf<Item>(items: readonly Item[], goes: (item: Item) => boolean): Item | null {
  const last = items.findLastIndex(goes)
  return (
    items.find((item, index) => index > last && !goes(item)) ?? items.findLast((item) => !goes(item)) ?? null
  )
}

/** Removing for good, which nobody takes back. */
export const useRemovalsStore = defineStore('removals', () => {
  const app = useAppStore()
  const captions = useCaptionsStore()
  const library = useLibraryStore()
  const list = useClipListStore()
  const view = useViewStore()
  /** What the dialog is about; null while it is closed. */
  const asked = shallowRef<Removable | null>(null)

  const isWithin =
    ({ kind, id }: Removable) =>
    (clip: ClipRow): boolean => {
      if (kind === 'clip') return clip.id === id
      if (kind === 'video') return clip.videoId === id
      if (kind === 'visit') return clip.sessionId === id
      return library.sessionById.get(clip.sessionId)?.patientId === id
    }

  /** What would go, with what is being typed just now. */
  async function count(what: Removable): Promise<RemovalCount> {
    await captions.finishAll()
    return request('removal.count', { what })
  }

  /** What was pointed at gives way to what comes after it. */
  function leave(what: Removable): void {
    const goes = isWithin(what)
    const clip = view.clipId === null ? undefined : library.clipById.get(view.clipId)
    if (clip !== undefined && goes(clip)) {
      const ofPatient = list.sorted.filter(({ patientCode }) => patientCode === clip.patientCode)
      const next = nextOf(list.visible, goes) ?? nextOf(ofPatient, goes) ?? nextOf(list.sorted, goes)
      if (next === null) view.clipId = null
      else list.selectOnly(next.id)
    }
    view.videoId = nextVideo(goes)
    view.sessionId = nextSession(what)
  }

  function nextVideo(goes: (clip: ClipRow) => boolean): number | null {
    const { clips } = library
    const stays = clips.some((clip) => clip.videoId === view.videoId && !goes(clip))
    if (stays || view.videoId === null) return view.videoId
    return nextOf(clips, (clip) => goes(clip) || clip.videoId === view.videoId)?.videoId ?? null
  }

  function nextSession({ kind, id }: Removable): number | null {
    const ranks = rankSessions(library.sessions)
    const sessions = [...library.sessions].sort((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0))
    const goes = (session: (typeof sessions)[number]): boolean =>
      (kind === 'visit' && session.id === id) || (kind === 'patient' && session.patientId === id)
    const current = sessions.find((session) => session.id === view.sessionId)
    if (current === undefined || !goes(current)) return view.sessionId
    return nextOf(sessions, goes)?.id ?? null
  }

  /** `confirmed`: the patient's code. Throws what main answers; nothing was removed then. */
  async function remove(removal: {
    what: Removable
    confirmed: string
    deleteBackups: boolean
  }): Promise<RemovalResult> {
    const { what } = removal
    const goes = isWithin(what)
    const gone = new Set(library.clips.filter(goes).map(({ id }) => id))
    await captions.finishAll()
    const result = await request('removal.remove', removal)
    // Before another clip is shown: what was typed in these goes nowhere.
    captions.forgetClips(gone)
    leave(what)
    app.markSaved(new Date().toISOString())
    await library.load()
    return result
  }

  defineStudyResource({
    clear: () => {
      asked.value = null
    },
  })

  return { asked, count, remove }
})
