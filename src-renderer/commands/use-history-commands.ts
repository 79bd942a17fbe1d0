import type { HistoryOf } from '#shared/domain/journal.ts'
import { useErrors } from '../composables/use-errors.ts'
import { useHistoryStore } from '../stores/history.ts'
import { useSubjectStore } from '../stores/subject.ts'
import { useCommands } from './use-commands.ts'

/** The history of whom and what the screen is about. */
export function useHistoryCommands(): void {
  const history = useHistoryStore()
  const subject = useSubjectStore()
  const { attempt } = useErrors()
  const open = (of: HistoryOf, title: string): void => {
    void attempt(() => history.open({ of, title }), 'The history could not be read')
  }

  useCommands({
    'history-of-clip': {
      when: () => subject.clip !== null,
      run: () => {
        if (subject.clip === null) return
        const { id: clipId, patientCode, visitLabel, ordinal } = subject.clip
        open({ kind: 'clip', clipId }, `clip ${String(ordinal)} of ${patientCode} ${visitLabel}`)
      },
    },
    'history-of-visit': {
      label: () =>
        subject.visit === null
          ? 'History of this visit'
          : `History of ${subject.visit.patientCode} ${subject.visit.visitLabel}`,
      when: () => subject.visit !== null,
      run: () => {
        if (subject.visit === null) return
        const { id: sessionId, patientCode, visitLabel } = subject.visit
        open({ kind: 'visit', sessionId }, `${patientCode} ${visitLabel}`)
      },
    },
    'history-of-patient': {
      label: () =>
        subject.patient === null ? 'History of this patient' : `History of ${subject.patient.code}`,
      when: () => subject.patient !== null,
      run: () => {
        if (subject.patient === null) return
        const { code } = subject.patient
        open({ kind: 'patient', code }, `patient ${code}`)
      },
    },
  })
}
