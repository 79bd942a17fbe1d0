import type { SeverityMetrics } from '#shared/domain/severity.ts'
import type { NewEstimate } from './severity-repository.ts'
import { leaveOnePatientOut, meanOfOtherPatients } from './leave-one-patient-out.ts'
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

/**
 * Fits and validates items that were rated in the same sessions. `features` holds every session with a face, the
 * unrated ones too. `between` is awaited again and again, with how many patients have been left out so far.
 */
async function fitItems(
  sets: readonly TrainingSet[],
  features: readonly SessionFeature[],
  between: (patientsDone: number) => Promise<void>,
): Promise<ItemFit[]> {
  const first = sets[0]
  if (first === undefined) return []
  const groups = first.rows.map(({ patientCode }) => patientCode)
  const targets = sets.map(({ ratings }) => ratings)
  const prepared = prepareRidge({ features: first.rows.map(({ mean }) => mean), groups, targets })
  const leftOut = await leaveOnePatientOut(prepared, targets, between)
  const fits = fitRidge(prepared)
  const fitted: ItemFit[] = []
  for (const [index, set] of sets.entries()) {
    const heldOut = (leftOut[index] ?? []).map((estimate) => clamp(estimate, set))
    const fit = fits[index]
    if (fit === undefined) throw new RangeError('a fit is missing')
    const baseline = meanOfOtherPatients(set.ratings, groups)
    const metrics = await validate(
      { patients: groups, estimates: heldOut, ratings: set.ratings, baseline },
      () => between(first.nPatients),
    )
    fitted.push({ ...fit, metrics, estimates: estimatesOf(set, { heldOut, fit, features }) })
  }
  return fitted
}

/**
 * Fits and validates every set, in their order. `between` is awaited again and again, with how many patients have been left
 * out so far, and how many will be.
 */
export async function fitSets(
  { sets, features }: FitInput,
  between: (done: number, total: number) => Promise<void>,
): Promise<ItemFit[]> {
  const groups = shareSessions(sets)
  const total = groups.reduce((sum, [set]) => sum + (set?.nPatients ?? 0), 0)
  const fits = new Map<TrainingSet, ItemFit>()
  let done = 0
  for (const group of groups) {
    const before = done
    const ofGroup = await fitItems(group, features, (patientsDone) => between(before + patientsDone, total))
    group.forEach((set, index) => {
      const fit = ofGroup[index]
      if (fit !== undefined) fits.set(set, fit)
    })
    done += group[0]?.nPatients ?? 0
  }
  return sets.flatMap((set) => fits.get(set) ?? [])
}
