import { fitSets } from '#core/areas/severity/fit-items.ts'
import { createRandom } from '#core/statistics/random.ts'
import type { HeadId } from '#shared/domain/head-kind.ts'
import { baselineVerdict } from '#shared/domain/severity.ts'
import type { SeverityMetrics, Statistic } from '#shared/domain/severity.ts'
import { drawCohort, drawDirections, trainingSets } from './cohort.ts'
import type { Cohort, World } from './cohort.ts'
import { truthOf } from './truth.ts'
import type { Truth } from './truth.ts'

/** Many cohorts of one kind. */
export interface CellPlan extends World {
  readonly patients: number
  readonly runs: number
  readonly seed: number
  readonly permutations: number
  readonly head: HeadId
  /** New patients on whom the truth is measured. */
  readonly newPatients: number
}

/** Shares of cohorts, 0 to 1. */
export interface CellRates {
  /** An interval that is not there covers nothing. */
  readonly coverage: {
    readonly mae: number
    readonly q2: number
    readonly gain: number
    readonly concordance: number
    /** Of patients' means. */
    readonly meansQ2: number
    /** Of changes within patients; of cohorts in which enough patients changed. */
    readonly changesQ2: number
    readonly changeOrder: number
    /** Of visits of new patients. */
    readonly predictionInterval: number
    /** Of new patients, with all of their visits. */
    readonly predictionIntervalOfPatients: number
  }
  /** p of the first item is at most 0.05. */
  readonly rejects: number
  /** The least p that is adjusted over items is at most 0.05. */
  readonly rejectsAny: number
  /** Words say of any item that estimates have to do with the ratings. */
  readonly saysRelation: number
  /** Words have none for an opposite relation: counted is an interval of c that lies wholly below 0.5, of any item. */
  readonly saysOpposite: number
  /** Intervals of the first item that lie wholly above what no relation gives. */
  readonly above: { readonly q2: number; readonly gain: number; readonly concordance: number }
  /** Means over cohorts of the first item: held out, and the truth. */
  readonly means: Readonly<
    Record<
      'mae' | 'q2' | 'gain' | 'concordance' | 'meansQ2' | 'changesQ2' | 'changeOrder',
      { held: number; truth: number }
    >
  >
}

interface Run {
  readonly items: readonly { readonly metrics: SeverityMetrics; readonly truth: Truth }[]
}

/** So many seeds lie between those of two cells. */
const STRIDE = 100_003

const SIGNIFICANCE = 0.05

function isUseful({ ratings }: Cohort): boolean {
  return ratings.every((ofItem) => ofItem.some((rating) => rating !== ofItem[0]))
}

/** Cohorts in which an item was rated alike throughout cannot be fitted, in the program neither: they are drawn again. */
async function simulate(plan: CellPlan, run: number): Promise<Run> {
  const random = createRandom(plan.seed * STRIDE + run)
  const directions = drawDirections(plan, random)
  const draw = (patients: number, first: number): Cohort =>
    drawCohort(plan, directions, { random, patients, first })
  let known = draw(plan.patients, 1)
  while (!isUseful(known)) known = draw(plan.patients, 1)
  const unknown = draw(plan.newPatients, known.features.length + 1)
  const fits = await fitSets(
    {
      sets: trainingSets(known),
      features: [...known.features, ...unknown.features],
      head: plan.head,
    },
    () => Promise.resolve(),
    { permutations: plan.permutations, learning: false },
  )
  return {
    items: fits.map((fit, item) => ({
      metrics: fit.metrics,
      truth: truthOf(fit, known.ratings[item] ?? [], {
        cohort: unknown,
        ratings: unknown.ratings[item] ?? [],
      }),
    })),
  }
}

function share<Value>(values: readonly Value[], holds: (value: Value) => boolean): number {
  return values.filter(holds).length / values.length
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function covers(statistic: Statistic | null, truth: number | null): boolean {
  if (statistic?.ciLow == null || statistic.ciHigh === null || truth === null) return false
  return statistic.ciLow <= truth && truth <= statistic.ciHigh
}

function isAbove(statistic: Statistic | null, nothing: number): boolean {
  return statistic?.ciLow != null && statistic.ciLow > nothing
}

function isBelow(statistic: Statistic | null, nothing: number): boolean {
  return statistic?.ciHigh != null && statistic.ciHigh < nothing
}

const read = {
  mae: ({ mae }: SeverityMetrics) => mae,
  q2: ({ q2 }: SeverityMetrics) => q2,
  gain: ({ maeGain }: SeverityMetrics) => maeGain,
  concordance: ({ concordance }: SeverityMetrics) => concordance,
  meansQ2: ({ parts }: SeverityMetrics) => parts?.meansQ2 ?? null,
  changesQ2: ({ parts }: SeverityMetrics) => parts?.changesQ2 ?? null,
  changeOrder: ({ parts }: SeverityMetrics) => parts?.changeOrder ?? null,
} as const

function ratesOf(runs: readonly Run[]): CellRates {
  const first = runs.flatMap(({ items }) => items.slice(0, 1))
  const coverage = (name: keyof typeof read): number =>
    share(first, ({ metrics, truth }) => covers(read[name](metrics), truth[name]))
  const coverageWhereGiven = (name: 'changesQ2' | 'changeOrder'): number => {
    const given = first.filter(({ metrics }) => read[name](metrics) !== null)
    return share(given, ({ metrics, truth }) => covers(read[name](metrics), truth[name]))
  }
  const means = (name: keyof typeof read) => ({
    held: mean(first.flatMap(({ metrics }) => read[name](metrics)?.value ?? [])),
    truth: mean(first.flatMap(({ truth }) => truth[name] ?? [])),
  })
  const anyItem = (holds: (metrics: SeverityMetrics) => boolean): number =>
    share(runs, ({ items }) => items.some(({ metrics }) => holds(metrics)))
  return {
    coverage: {
      mae: coverage('mae'),
      q2: coverage('q2'),
      gain: coverage('gain'),
      concordance: coverage('concordance'),
      meansQ2: coverage('meansQ2'),
      changesQ2: coverageWhereGiven('changesQ2'),
      changeOrder: coverageWhereGiven('changeOrder'),
      predictionInterval: mean(first.map(({ truth }) => truth.visitsHeld)),
      predictionIntervalOfPatients: mean(first.map(({ truth }) => truth.patientsHeld)),
    },
    rejects: share(first, ({ metrics }) => (metrics.permutation?.p ?? 1) <= SIGNIFICANCE),
    rejectsAny: anyItem(({ permutation }) => (permutation?.pAdjusted ?? 1) <= SIGNIFICANCE),
    saysRelation: anyItem((metrics) => baselineVerdict(metrics) !== 'not-clear'),
    saysOpposite: anyItem(({ concordance }) => isBelow(concordance, 0.5)),
    above: {
      q2: share(first, ({ metrics }) => isAbove(metrics.q2, 0)),
      gain: share(first, ({ metrics }) => isAbove(metrics.maeGain, 0)),
      concordance: share(first, ({ metrics }) => isAbove(metrics.concordance, 0.5)),
    },
    means: {
      mae: means('mae'),
      q2: means('q2'),
      gain: means('gain'),
      concordance: means('concordance'),
      meansQ2: means('meansQ2'),
      changesQ2: means('changesQ2'),
      changeOrder: means('changeOrder'),
    },
  }
}

/** `between` is told how many cohorts are done. */
export async function simulateCell(
  plan: CellPlan,
  between: (done: number) => void = () => undefined,
): Promise<CellRates> {
  const runs: Run[] = []
  for (let run = 0; run < plan.runs; run++) {
    between(run)
    runs.push(await simulate(plan, run))
  }
  return ratesOf(runs)
}
