import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { ClipRow } from '#shared/domain/clip.ts'
import type { Session } from '#shared/domain/session.ts'
import { useClipListStore } from './clip-list.ts'
import { useCutStore } from './cut.ts'
import { useLibraryStore } from './library.ts'
import { useRatersStore } from './raters.ts'
import { useViewStore } from './view.ts'

export interface SubjectPatient {
  readonly id: number
  readonly code: string
}

/** Whom and what the screen is about: the patient and the visit that are chosen, and those of the clip that it points at. */
export const useSubjectStore = defineStore('subject', () => {
  const library = useLibraryStore()
  const list = useClipListStore()
  const view = useViewStore()
  const cut = useCutStore()
  const raters = useRatersStore()

  const clip = computed((): ClipRow | null => {
    if (view.view === 'cut') return library.clips.find(({ videoId }) => videoId === view.videoId) ?? null
    return view.clipId === null ? null : (library.clipById.get(view.clipId) ?? null)
  })
  const visit = computed((): Session | null => {
    const ofScreen = ['rate', 'people'].includes(view.view) ? view.sessionId : null
    const chosen = view.view === 'library' ? list.filter.sessionId : ofScreen
    const id = chosen ?? clip.value?.sessionId ?? null
    return id === null ? null : (library.sessionById.get(id) ?? null)
  })
  const patient = computed((): SubjectPatient | null => {
    const code = visit.value?.patientCode ?? (view.view === 'library' ? list.filter.patientCode : null)
    const session = library.sessions.find(({ patientCode }) => patientCode === code)
    return session === undefined ? null : { id: session.patientId, code: session.patientCode }
  })
  /** One at a time; on Cut it is the one that is selected among those of the video, on Rate and People there is none. */
  const oneClip = computed(() => {
    if (view.view === 'cut') return library.clipById.get(cut.selectedId ?? 0) ?? null
    const isPointedAt = ['library', 'review'].includes(view.view) && list.selection.size <= 1
    return isPointedAt ? clip.value : null
  })
  const video = computed(() =>
    ['library', 'review', 'cut'].includes(view.view) && list.selection.size <= 1 ? clip.value : null,
  )

  /** The one that is pointed at among all raters, else whoever works here. */
  const rater = computed(() => raters.pointed ?? raters.current)

  return { patient, visit, video, clip: oneClip, rater }
})
