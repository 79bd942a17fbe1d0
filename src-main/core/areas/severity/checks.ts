import type {
  LearningPoint,
  PatientInfluence,
  SettingChoice,
  SeverityChecks,
} from '#shared/domain/severity-checks.ts'
import { errorsOf } from './held-out-errors.ts'
import type { HeldOutErrors, ItemRange, SaidOf } from './held-out-errors.ts'
import { CHECKS_SEED, learningPoint } from './learning-curve.ts'
import { SUBGROUP_METHOD, subgroupsOf } from './subgroups.ts'
import type { Subgrouping } from './subgroups.ts'

/** What a head tells for the checks of one item. */
export interface HeldOutChecks {
  /** What is said of each row in a study without each unit. */
  readonly said: readonly SaidOf[]
  /** Of the pairs without each patient; null for a head that leaves out groups only. */
  readonly concordanceWithoutPatient: readonly (number | null)[] | null
  readonly choice: SettingChoice | null
  /** Of smaller studies, from few patients on. */
  readonly learning: readonly LearningPoint[]
}

interface CheckedItem {
  readonly held: {
    readonly starts: readonly number[]
    readonly ratings: Float64Array
    readonly alone: Float64Array
    readonly errorsWithout: readonly HeldOutErrors[]
    readonly concordance: number | null
    readonly checks?: HeldOutChecks
  }
  /** Row by row. */
  readonly sessionIds: readonly number[]
  readonly range: ItemRange
  readonly groupings: readonly Subgrouping[]
}

function influenceOf(
  { held, sessionIds, range }: CheckedItem,
  { concordanceWithoutPatient }: HeldOutChecks,
  isRefitted: boolean,
): PatientInfluence[] {
  const { starts, alone, errorsWithout } = held
  const estimateOf = (row: number): number => alone[row] ?? NaN
  const whole = errorsOf(held, range, { estimateOf, isLeft: () => false })
  return starts
    .slice(1)
    .map((past, patient) => {
      const refitted = isRefitted ? errorsWithout[patient] : undefined
      const { mae, q2 } = refitted ?? errorsOf(held, range, { estimateOf, isLeft: (one) => one === patient })
      return {
        sessionId: sessionIds[starts[patient] ?? NaN] ?? NaN,
        nSessions: past - (starts[patient] ?? NaN),
        ...{ mae, q2, concordance: concordanceWithoutPatient?.[patient] ?? null },
      }
    })
    .sort((a, b) => Math.abs(b.mae - whole.mae) - Math.abs(a.mae - whole.mae))
}

/** Null for a head that tells nothing of it. */
export function checksOf(item: CheckedItem): SeverityChecks | null {
  const { held, sessionIds, range, groupings } = item
  const { starts, ratings, alone, errorsWithout, checks } = held
  if (checks === undefined) return null
  const nPatients = starts.length - 1
  const isRefitted = errorsWithout.length === nPatients
  const whole: SaidOf = { estimateOf: (row) => alone[row] ?? NaN, isLeft: () => false }
  return {
    learning: [...checks.learning, ...learningPoint(nPatients - 1, [errorsOf(held, range, whole)])],
    influence: influenceOf(item, checks, isRefitted),
    influenceRefitted: isRefitted,
    subgroups: subgroupsOf(groupings, { starts, ratings, sessionIds, range, whole, without: checks.said }),
    subgroupMethod: isRefitted
      ? SUBGROUP_METHOD
      : SUBGROUP_METHOD.replace('over all patients', `over ${errorsWithout.length} groups of patients`),
    choice: checks.choice,
    seed: CHECKS_SEED,
  }
}
