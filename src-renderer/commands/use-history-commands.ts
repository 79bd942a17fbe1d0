import { computed } from 'vue'
import type { HistoryOf } from '#shared/domain/journal.ts'
import { useErrors } from '../composables/use-errors.ts'
import { useClipListStore } from '../stores/clip-list.ts'
import { useHistoryStore } from '../stores/history.ts'
import { useLibraryStore } from '../stores/library.ts'
import { useViewStore } from '../stores/view.ts'
import { useCommands } from './use-commands.ts'

/** The history of what the screen points at: its clip, the visit of it or the one that is chosen, and their patient. */
export function useHistoryCommands(): void {
  const view = useViewStore()
  const library = useLibraryStore()
  const list = useClipListStore()
  const history = useHistoryStore()
  const { attempt } = useErrors()

  const clip = computed(() => (view.clipId === null ? null : (library.clipById.get(view.clipId) ?? null)))
  const session = computed(() => {
    const ofScreen = view.view === 'rate' || view.view === 'people' ? view.sessionId : null
    const ofTree = view.view === 'library' ? list.filter.sessionId : null
    const id = ofScreen ?? ofTree ?? clip.value?.sessionId
    return library.sessions.find((known) => known.id === id) ?? null
  })
  const patient = computed(
    () => (view.view === 'library' ? list.filter.patientCode : null) ?? session.value?.patientCode ?? null,
  )
  const open = (of: HistoryOf, title: string): void => {
    void attempt(() => history.open({ of, title }), 'The history could not be read')
  }

  useCommands({
    'history-of-clip': {
      when: () => clip.value !== null,
      run: () => {
        if (clip.value === null) return
        const { id: clipId, patientCode, visitLabel, ordinal } = clip.value
        open({ kind: 'clip', clipId }, `clip ${String(ordinal)} of ${patientCode} ${visitLabel}`)
      },
    },
    'history-of-visit': {
      label: () =>
        session.value === null
          ? 'History of this visit'
          : `History of visit ${session.value.patientCode} ${session.value.visitLabel}`,
      when: () => session.value !== null,
      run: () => {
        if (session.value === null) return
        const { id: sessionId, patientCode, visitLabel } = session.value
        open({ kind: 'visit', sessionId }, `${patientCode} ${visitLabel}`)
      },
    },
    'history-of-patient': {
      label: () =>
        patient.value === null ? 'History of this patient' : `History of patient ${patient.value}`,
      when: () => patient.value !== null,
      run: () => {
        if (patient.value !== null) open({ kind: 'patient', code: patient.value }, `patient ${patient.value}`)
      },
    },
  })
}
