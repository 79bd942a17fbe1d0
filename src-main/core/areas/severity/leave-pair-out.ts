import { choiceBeside } from './nested-choice.ts'
import type { RidgeSystem } from './smoothed-rows.ts'
import type { TargetSystem } from './ridge.ts'

/**
 * Estimates of every row by models that saw neither its patient nor one patient more, penalty and all: n (n - 1) models of n - 2
 * patients. From them follow the order of two patients by a model that knows neither, and what each number would have been
 * without a patient.
 */
export interface PairEstimates {
  /** Of each row by the model without its patient, for each target; rows as in the system. */
  readonly alone: readonly Float64Array[]
  /**
   * For each target patients x rows: what the model without the row's patient and without patient q says of the row, at
   * q * rows + row; for the row's own patient the same as `alone`, NaN for a pair that was not left out. Not cut to any range.
   */
  readonly without: readonly Float64Array[]
  /** For each target what the model without each patient chose. */
  readonly chosen: readonly (readonly ChosenStep[])[]
}

/** A penalty's step, and whether none was tried beyond it. */
export interface ChosenStep {
  readonly step: number
  readonly edge: 'least' | 'most' | null
}

function edgeOf(step: number, tried: readonly number[]): ChosenStep['edge'] {
  if (step === tried[0]) return 'least'
  return step === tried.at(-1) ? 'most' : null
}

/** Rows of the system that patient p has, first and past the last. */
function spanOf({ starts }: RidgeSystem, patient: number): [number, number] {
  return [starts[patient] ?? NaN, starts[patient + 1] ?? NaN]
}

/** The patients that follow `q` in a circle, so many that every pair comes once, or `reach` at most. */
function partners(q: number, patients: number, reach: number): number[] {
  const half = Math.floor((patients - 1) / 2)
  const after = Array.from({ length: Math.min(reach, half) }, (_, index) => (q + index + 1) % patients)
  const isOpposite = reach > half && patients % 2 === 0 && q < patients / 2
  return isOpposite ? [...after, q + patients / 2] : after
}

/**
 * `between` is awaited before each patient, with how many are done. Cost: half the patients
 * times that of leaving one out. With `reach` each patient is paired with so many on either side, in a circle, and not with all.
 */
export async function leavePairsOut(
  { system, ratings }: TargetSystem,
  between: (done: number, total: number) => Promise<void>,
  reach = Infinity,
): Promise<PairEstimates> {
  const { targets, starts } = system
  const rows = system.scores.length
  const patients = starts.length - 1
  const alone = Array.from({ length: targets }, () => new Float64Array(rows))
  const without = Array.from({ length: targets }, () => new Float64Array(patients * rows).fill(NaN))
  const chosen: ChosenStep[][] = Array.from({ length: targets }, () => [])
  /** `left`: the patient that the model does not know beside the row's own. */
  const put = (target: number, row: number, { left, error }: { left: number; error: number }): void => {
    const ofTarget = without[target]
    if (ofTarget !== undefined) ofTarget[left * rows + row] = (ratings[row * targets + target] ?? NaN) - error
  }
  for (let q = 0; q < patients; q++) {
    await between(q, patients)
    const [first, past] = spanOf(system, q)
    const beside = choiceBeside(system, q)
    const own = beside.alone()
    own.steps.forEach((step, target) => chosen[target]?.push({ step, edge: edgeOf(step, own.tried) }))
    for (let row = first; row < past; row++) {
      for (let target = 0; target < targets; target++) {
        const error = own.errors[(row - first) * targets + target] ?? NaN
        put(target, row, { left: q, error })
        alone[target]?.fill((ratings[row * targets + target] ?? NaN) - error, row, row + 1)
      }
    }
    for (const p of partners(q, patients, reach)) {
      const { errors } = beside.with(p)
      const [from, to] = spanOf(system, p)
      for (let target = 0; target < targets; target++) {
        let at = target
        for (let row = first; row < past; row++, at += targets)
          put(target, row, { left: p, error: errors[at] ?? NaN })
        for (let row = from; row < to; row++, at += targets)
          put(target, row, { left: q, error: errors[at] ?? NaN })
      }
    }
  }
  return { alone, without, chosen }
}
