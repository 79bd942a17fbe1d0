import type { PermutationTest, SeverityMetrics } from '#shared/domain/severity.ts'
import type { NewEstimate } from './severity-repository.ts'
import { heldOutErrors } from './held-out-errors.ts'
import { leaveOut } from './left-out.ts'
import type { Between } from './left-out.ts'
import { PERMUTATIONS } from './null-distribution.ts'
import type { NullRun } from './null-distribution.ts'
import { pairedRows } from './pair-order.ts'
import type { PairedRows } from './pair-order.ts'
import { permutationTests } from './permutation-test.ts'
import { intervalWidths } from './prediction-interval.ts'
import type { IntervalWidth } from './prediction-interval.ts'
import { applyRidge, fitRidge, prepareRidge } from './ridge.ts'
import type { RidgeFit } from './ridge.ts'
import type { SessionFeature } from './session-features.ts'
import type { TrainingSet } from './training-set.ts'
import { validate } from './validation.ts'

/** What comes of one training set. */
export interface ItemFit {
  readonly lambda: number
  readonly weights: Float64Array
  readonly metrics: SeverityMetrics
  readonly estimates: readonly NewEstimate[]
}

export interface FitInput {
  readonly sets: readonly TrainingSet[]
  /** Of every session with a face, the unrated ones too. */
  readonly features: readonly SessionFeature[]
}

/** Sets over the same sessions share every decomposition, so they are fitted together. */
function shareSessions(sets: readonly TrainingSet[]): TrainingSet[][] {
  const groups = new Map<string, TrainingSet[]>()
  for (const set of sets) {
    const key = set.rows.map(({ sessionId }) => sessionId).join()
    groups.set(key, [...(groups.get(key) ?? []), set])
  }
  return [...groups.values()]
}

function clamp(value: number, { item }: TrainingSet): number {
  return Math.min(item.max, Math.max(item.min, value))
}

function withInterval(value: number, { level, halfWidth }: IntervalWidth, set: TrainingSet) {
  return { value, ciLow: clamp(value - halfWidth, set), ciHigh: clamp(value + halfWidth, set), level }
}

/** Rated sessions by the model without their patient, the others by the model of all. */
function estimatesOf(
  set: TrainingSet,
  {
    heldOut,
    fit,
    features,
  }: { heldOut: readonly number[]; fit: RidgeFit; features: readonly SessionFeature[] },
): NewEstimate[] {
  const patients = set.rows.map(({ patientCode }) => patientCode)
  const errors = heldOut.map((estimate, row) => estimate - (set.ratings[row] ?? NaN))
  const widthFor = intervalWidths(errors, patients)
  const rowOf = new Map(set.rows.map(({ sessionId }, row) => [sessionId, row]))
  const trained = new Set(patients)
  return features.map(({ sessionId, patientCode, mean, nClips, faceShare }) => {
    const row = rowOf.get(sessionId)
    const value = row === undefined ? clamp(applyRidge(fit.weights, mean), set) : (heldOut[row] ?? NaN)
    return {
      sessionId,
      ...withInterval(value, widthFor(patientCode), set),
      heldOut: row !== undefined || !trained.has(patientCode),
      rating: row === undefined ? null : (set.ratings[row] ?? null),
      nClips,
      faceShare,
    }
  })
}

/** One item with what models that saw some of the patients only say of it. */
interface FittedItem {
  readonly set: TrainingSet
  readonly fit: RidgeFit
  /** Rows as in `rows`: the session of each. */
  readonly order: readonly number[]
  readonly rows: PairedRows
  readonly withoutGroups: readonly (number | null)[]
  readonly runs: readonly NullRun[]
}

/** Of items that were rated in the same sessions. `allPatients` are those of the whole fit. */
async function fitGroup(
  sets: readonly TrainingSet[],
  { allPatients, permutations }: { readonly allPatients: readonly string[]; readonly permutations: number },
  between: Between,
): Promise<FittedItem[]> {
  const sessions = sets[0]?.rows ?? []
  const prepared = prepareRidge({
    features: sessions.map(({ mean }) => mean),
    groups: sessions.map(({ patientCode }) => patientCode),
    targets: sets.map(({ ratings }) => ratings),
  })
  const { pairs, withoutGroups, runs } = await leaveOut(
    { sets, prepared, allPatients, permutations },
    between,
  )
  const { order, targets, system } = prepared
  return fitRidge(prepared).flatMap((fit, item) => {
    const set = sets[item]
    const ratings = targets[item]
    if (set === undefined || ratings === undefined) return []
    const rows = pairedRows({ starts: system.starts, ratings }, pairs, item)
    return [{ set, fit, order, rows, withoutGroups: withoutGroups[item] ?? [], runs: runs[item] ?? [] }]
  })
}

function judge(
  { set, fit, order, rows, withoutGroups }: FittedItem,
  permutation: PermutationTest,
  features: readonly SessionFeature[],
): ItemFit {
  const heldOut: number[] = []
  order.forEach((row, place) => {
    heldOut[row] = clamp(rows.alone[place] ?? NaN, set)
  })
  const metrics = validate({
    patients: order.map((row) => set.rows[row]?.patientCode ?? ''),
    ...{ rows, range: set.item, permutation, flow: set.flow },
    concordanceWithoutGroups: withoutGroups,
  })
  return { ...fit, metrics, estimates: estimatesOf(set, { heldOut, fit, features }) }
}

/**
 * Fits and validates every set, in their order. `between` is awaited again and again, with how many patients' worth of the work is
 * done, and how many there are.
 */
export async function fitSets(
  { sets, features }: FitInput,
  between: (done: number, total: number) => Promise<void>,
  { permutations = PERMUTATIONS }: { readonly permutations?: number } = {},
): Promise<ItemFit[]> {
  const groups = shareSessions(sets)
  const allPatients = [
    ...new Set(sets.flatMap(({ rows }) => rows.map(({ patientCode }) => patientCode))),
  ].sort()
  const total = groups.reduce((sum, [set]) => sum + (set?.nPatients ?? 0), 0)
  const fitted: FittedItem[] = []
  let done = 0
  for (const group of groups) {
    const before = done
    const size = group[0]?.nPatients ?? 0
    const ofGroup = await fitGroup(group, { allPatients, permutations }, (share) =>
      between(before + Math.floor(share * size), total),
    )
    fitted.push(...ofGroup)
    done += size
    await between(done, total)
  }
  const tests = permutationTests(
    fitted.map(({ rows, set, runs }) => ({ q2: heldOutErrors(rows, set.item, null).q2, runs })),
  )
  const fits = new Map(
    fitted.flatMap((item, index) => {
      const test = tests[index]
      return test === undefined ? [] : [[item.set, judge(item, test, features)] as const]
    }),
  )
  return sets.flatMap((set) => fits.get(set) ?? [])
}
