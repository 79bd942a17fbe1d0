import type { PermutationTest, SeverityMetrics } from '#shared/domain/severity.ts'
import { FEW_COHORTS, UNTRIED, UNTRIED_TOTAL } from '#shared/domain/statistic-warnings.ts'
import type { HeadId, HeadSettings } from '#shared/domain/head-kind.ts'
import type { NewEstimate } from './severity-repository.ts'
import { checksOf } from './checks.ts'
import { fitStages } from './fit-stages.ts'
import type { TellStage } from './fit-stages.ts'
import { heads } from './heads/heads.ts'
import type { Between, Head, HeadData, HeadFit } from './heads/head.ts'
import { PERMUTATIONS } from './null-distribution.ts'
import { permutationTests } from './permutation-test.ts'
import { intervalWidths } from './prediction-interval.ts'
import type { IntervalWidth } from './prediction-interval.ts'
import { ratingsKey } from './ratings-key.ts'
import type { SessionFeature } from './session-features.ts'
import { shareSessions } from './share-sessions.ts'
import type { Subgrouping } from './subgroups.ts'
import type { TrainingSet } from './training-set.ts'
import { validate } from './validation.ts'

/** What comes of one training set. */
export interface ItemFit {
  readonly head: HeadId
  readonly settings: HeadSettings
  readonly weights: Float64Array
  readonly metrics: SeverityMetrics
  readonly estimates: readonly NewEstimate[]
}

export interface FitInput {
  readonly sets: readonly TrainingSet[]
  /** Of every session with a face, the unrated ones too. */
  readonly features: readonly SessionFeature[]
  /** Not given: ridge. */
  readonly head?: HeadId
  /** By what errors are told apart. */
  readonly groupings?: readonly Subgrouping[]
  /** Of whole patients. Not given: as many as the head takes. */
  readonly permutations?: number | undefined
}

interface FitOptions {
  readonly permutations?: number
  readonly stage?: TellStage
  /** Not given: a learning curve is made, which nothing else rests on. */
  readonly learning?: boolean
}

/** How far the intervals of each head were tried: docs/statistics.md. */
const intervalWarnings: Readonly<Record<HeadId, string | null>> = {
  ridge: null,
  'elastic-net': FEW_COHORTS,
  ...{ pls: FEW_COHORTS, svr: FEW_COHORTS, gp: FEW_COHORTS },
  ...{ pls2: UNTRIED, mlp: UNTRIED, 'mlp-joint': UNTRIED },
}

function warningOf({ item }: TrainingSet, head: HeadId): string | null {
  const ofHead = intervalWarnings[head]
  return item.parts === undefined || ofHead === UNTRIED ? ofHead : UNTRIED_TOTAL
}

/** What a fitted head says of a session; not cut to any range. */
export function applyHead(
  { head, ...model }: Pick<ItemFit, 'head' | 'settings' | 'weights'>,
  values: Float64Array,
): number {
  return heads[head].apply(model, values)
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
    apply,
    features,
  }: {
    heldOut: readonly number[]
    apply: (values: Float64Array) => number
    features: readonly SessionFeature[]
  },
): NewEstimate[] {
  const patients = set.rows.map(({ patientCode }) => patientCode)
  const errors = heldOut.map((estimate, row) => estimate - (set.ratings[row] ?? NaN))
  const widthFor = intervalWidths(errors, patients)
  const rowOf = new Map(set.rows.map(({ sessionId }, row) => [sessionId, row]))
  const trained = new Set(patients)
  return features.map(({ sessionId, patientCode, values, nClips, faceShare }) => {
    const row = rowOf.get(sessionId)
    const value = row === undefined ? clamp(apply(values), set) : (heldOut[row] ?? NaN)
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

interface FittedItem {
  readonly set: TrainingSet
  readonly fit: HeadFit
}

/** Of items that were rated in the same sessions. `allPatients` are those of the whole fit. */
async function fitGroup(
  sets: readonly TrainingSet[],
  {
    head,
    ...plan
  }: { readonly head: Head } & Pick<HeadData, 'allPatients' | 'permutations' | 'stage' | 'learning'>,
  between: Between,
): Promise<FittedItem[]> {
  const sessions = sets[0]?.rows ?? []
  const fits = await head.fit(
    {
      features: sessions.map(({ values }) => values),
      groups: sessions.map(({ patientCode }) => patientCode),
      items: sets.map(({ ratings, item }) => ({ ratings, range: item })),
      ...plan,
    },
    between,
  )
  return fits.flatMap((fit, item) => {
    const set = sets[item]
    return set === undefined ? [] : [{ set, fit }]
  })
}

function judge(
  { set, fit: { order, held, settings, weights } }: FittedItem,
  { head, permutation }: { readonly head: Head; readonly permutation: PermutationTest },
  { features, groupings = [] }: Pick<FitInput, 'features' | 'groupings'>,
): ItemFit {
  const heldOut: number[] = []
  order.forEach((row, place) => {
    heldOut[row] = clamp(held.alone[place] ?? NaN, set)
  })
  const patients = order.map((row) => set.rows[row]?.patientCode ?? '')
  const metrics = validate({
    ...{ patients, held, range: set.item, permutation, flow: set.flow },
    ratingsKey: ratingsKey(patients, held.ratings),
    checks: checksOf({
      ...{ held, groupings, range: set.item },
      sessionIds: order.map((row) => set.rows[row]?.sessionId ?? NaN),
    }),
    warning: warningOf(set, head.id),
  })
  const model = { settings, weights }
  const apply = (values: Float64Array): number => head.apply(model, values)
  return { head: head.id, ...model, metrics, estimates: estimatesOf(set, { heldOut, apply, features }) }
}

/**
 * Fits and validates every set, in their order. `between` is awaited again and again, with how many patients' worth of the work is
 * done, and how many there are.
 */
export async function fitSets(
  { sets, features, groupings = [], head: headId = 'ridge', permutations: given }: FitInput,
  between: (done: number, total: number) => Promise<void>,
  { permutations = given ?? PERMUTATIONS, stage = () => undefined, learning = true }: FitOptions = {},
): Promise<ItemFit[]> {
  const head = heads[headId]
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
    const ofGroup = await fitGroup(group, { head, allPatients, permutations, stage, learning }, (share) =>
      between(before + Math.floor(share * size), total),
    )
    fitted.push(...ofGroup)
    done += size
    await between(done, total)
  }
  stage(fitStages.judge)
  const tests = permutationTests(fitted.map(({ fit }) => fit.held.test))
  const fits = new Map(
    fitted.flatMap((item, index) => {
      const permutation = tests[index]
      return permutation === undefined
        ? []
        : [[item.set, judge(item, { head, permutation }, { features, groupings })] as const]
    }),
  )
  return sets.flatMap((set) => fits.get(set) ?? [])
}
