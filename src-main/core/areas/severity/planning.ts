import { planDeviations } from '#shared/domain/as-planned.ts'
import type { FitAsked } from '#shared/domain/as-planned.ts'
import { NO_PROTOCOL } from '#shared/domain/protocol.ts'
import type { Planning, Protocol } from '#shared/domain/protocol.ts'
import type { FitRun } from '../study/fit-runs.ts'

/** What is known of a fit before it begins. */
export interface MeasuredFit {
  readonly protocol: Protocol | null
  readonly asked: FitAsked
  /** Names of items that were asked for and could not be fitted. */
  readonly refused: readonly string[]
  /** Fits that began before this one, in order. */
  readonly earlier: readonly FitRun[]
}

/** What came of one item. */
export interface MeasuredItem {
  readonly itemId: string
  readonly nPatients: number
  readonly permutations: number | null
  /** Of the ratings that it was held against; null where it is not known. */
  readonly ratingsKey: string | null
  /** Those of its stored models on the same features. */
  readonly knownKeys: ReadonlySet<string>
}

const day = (utc: string): string => utc.slice(0, 10)

/** Whoever looks again with more patients, or other ratings, chooses when to stop by what was seen. */
function againDeviation({ asked, earlier }: MeasuredFit, item: MeasuredItem): string[] {
  const first = earlier.find(
    (run) =>
      run.scaleId === asked.scaleId && run.features === asked.features && run.itemIds.includes(item.itemId),
  )
  if (first === undefined || (item.ratingsKey !== null && item.knownKeys.has(item.ratingsKey))) return []
  return [
    `Fitted already on ${day(first.startedUtc)}, with other patients or ratings: a result had been seen.`,
  ]
}

/** Whether what came of an item is as planned, and if not, why. */
export function planningOf(fit: MeasuredFit, item: MeasuredItem): Planning {
  const { protocol, asked, refused } = fit
  if (protocol === null) return NO_PROTOCOL
  const { content, sha256 } = protocol
  const { n, frozenUtc, primary, test, minPatients } = content
  const before = content.fittedBefore.find(({ itemId }) => itemId === item.itemId)
  const deviations = [
    ...(content.items.some(({ id }) => id === item.itemId) ? [] : ['It is not among the planned items.']),
    ...(before === undefined
      ? []
      : [
          `${before.applied === true ? 'A head of another study had been held against its ratings' : 'A model of it had been fitted'} on ${day(before.startedUtc)}, before the protocol was frozen.`,
        ]),
    ...planDeviations(content, asked),
    ...(refused.length === 0
      ? []
      : [`Asked for with it and not fitted: ${refused.join(', ')}, so that p is adjusted over fewer items.`]),
    ...(item.nPatients >= minPatients
      ? []
      : [`${String(item.nPatients)} patients; at least ${String(minPatients)} were planned.`]),
    ...(item.permutations === test.permutations
      ? []
      : [`${String(item.permutations ?? 0)} permutations; ${String(test.permutations)} were planned.`]),
    ...(before === undefined ? againDeviation(fit, item) : []),
  ]
  return { protocol: { n, sha256, frozenUtc, primary, alpha: test.alpha }, deviations }
}
