import { countedAll } from '#shared/counted.ts'
import type { MergePlan, Mergeable } from '#shared/domain/correction.ts'
import { AppError } from '#shared/errors.ts'
import type { Study } from '#core/study-services.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

export interface CorrectOptions {
  readonly study: string
  readonly patient?: string
  readonly visit?: string
  readonly newPatient?: string
  readonly newVisit?: string
  /** `none` for a visit without one. */
  readonly date?: string
  readonly rater?: string
  readonly newRater?: string
  readonly merge?: true
  /** Code of one of two raters, or name of one of two visits. */
  readonly whose?: string
}

/** `correct`: what a patient, a visit or a rater is called, when a visit was, and what is one. */
export function correctCommand({ study: folder, ...given }: CorrectOptions) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(folder, (study) => {
      if (given.rater !== undefined) return correctRater(study, given.rater, given)
      if (given.patient === undefined) throw new AppError('bad-request', 'Give --patient or --rater.')
      const { patient, visit, newVisit, merge } = given
      return visit !== undefined && newVisit !== undefined && merge === true
        ? mergeVisits(study, { patient, visit, newVisit, whose: given.whose })
        : correctVisits(study, patient, given)
    })
}

type Given = Omit<CorrectOptions, 'study'>

function correctVisits(study: Study, patient: string, given: Given): Outcome {
  const { visit, newPatient, newVisit, date, merge = false } = given
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
}

function correctRater(study: Study, from: string, { newRater: to, merge, whose, ...other }: Given): Outcome {
  const isOther = [other.patient, other.visit, other.newPatient, other.newVisit, other.date].some(
    (option) => option !== undefined,
  )
  if (isOther) throw new AppError('bad-request', 'Correct a rater and a patient one after the other.')
  if (to === undefined)
    throw new AppError('bad-request', `Say with --new-rater what ${from} shall be called.`)
  if (merge === true) return mergeTwo(study, { kind: 'raters', from, into: to }, { from, into: to, whose })
  study.corrections.renameRater({ from, to, rater: null })
  return { document: { from, to }, lines: [`Rater ${from} is ${to} now.`], failures: [] }
}

function mergeVisits(
  study: Study,
  given: { patient: string; visit: string; newVisit: string; whose: string | undefined },
): Outcome {
  const { patient, visit: from, newVisit: into, whose } = given
  const idOf = (label: string): number => {
    const found = study.library
      .sessions()
      .find(({ patientCode, visitLabel }) => patientCode === patient && visitLabel === label)
    if (found !== undefined) return found.id
    throw new AppError('not-found', `There is no visit “${label}” of a patient ${patient} in the study.`)
  }
  return mergeTwo(study, { kind: 'visits', from: idOf(from), into: idOf(into) }, { from, into, whose })
}

function mergeTwo(
  study: Study,
  what: Mergeable,
  { from, into, whose }: { from: string; into: string; whose: string | undefined },
): Outcome {
  if (whose !== undefined && whose !== from && whose !== into) {
    throw new AppError('bad-request', `--whose is ${from} or ${into}, not ${whose}.`)
  }
  const plan = study.corrections.planMerge(what)
  const chosen = whose === undefined ? null : whose === from ? 'from' : 'into'
  study.corrections.merge({ what, whose: chosen, rater: null })
  return {
    document: { from, into, ...plan },
    lines: [`${from} is one with ${into} now${moved(plan)}.`, ...agreement(plan, whose)],
    failures: [],
  }
}

function moved({ videos, captions, annotations, scores }: MergePlan): string {
  const what = countedAll([
    [videos, 'video'],
    [captions, 'caption'],
    [annotations, 'annotation'],
    [scores, 'score'],
  ])
  return what === null ? '' : `, with ${what}`
}

function agreement({ same, differing }: MergePlan, whose: string | undefined): string[] {
  const of = (count: number): string => (count === 1 ? '1 place' : `${String(count)} places`)
  return [
    ...(same === 0 ? [] : [`In ${of(same)} both said the same.`]),
    ...(differing === 0 || whose === undefined
      ? []
      : [`In ${of(differing)} they differed: what ${whose} said counts, the other is in the history.`]),
  ]
}
