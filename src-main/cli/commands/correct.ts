import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export interface CorrectOptions {
  readonly study: string
  readonly patient: string
  readonly visit?: string
  readonly newPatient?: string
  readonly newVisit?: string
  /** `none` for a visit without one. */
  readonly date?: string
  readonly merge?: true
}

/** `correct`: what a patient or a visit is called, and when it was. */
export function correctCommand({ study: folder, patient, visit, ...given }: CorrectOptions) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(folder, (study) => {
      const { newPatient, newVisit, date, merge = false } = given
      const visits = study.corrections.correct({
        ...{ patientCode: patient, visitLabel: visit ?? null, mayMerge: merge, rater: null },
        to: {
          ...(newPatient === undefined ? {} : { patientCode: newPatient }),
          ...(newVisit === undefined ? {} : { visitLabel: newVisit }),
          ...(date === undefined ? {} : { visitDate: date === 'none' ? null : date }),
        },
      })
      const isMoved = newPatient !== undefined && newPatient !== patient
      return {
        document: { visits },
        lines: [
          `${visits} visits were corrected.`,
          ...(isMoved && visits > 0
            ? ['Severity models that are validated patient by patient should be fitted anew.']
            : []),
        ],
        failures: [],
      }
    })
}
