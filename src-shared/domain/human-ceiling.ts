import type { Score } from './score.ts'
import type { Statistic } from './severity.ts'

export interface RaterPair {
  readonly raterA: string
  readonly raterB: string
  /** Rated by both. */
  readonly nSessions: number
}

/** The two raters who gave most visits a value of this item both, the first ones by code among equals; null where none did. */
export function pairWithMostVisits(scores: readonly Score[], itemId: string): RaterPair | null {
  const bySession = new Map<number, Set<string>>()
  for (const score of scores) {
    // What two say together says nothing of how they agree.
    if (score.itemId !== itemId || score.value === null || score.isConsensus === true) continue
    bySession.set(score.sessionId, (bySession.get(score.sessionId) ?? new Set()).add(score.raterCode))
  }
  const counts = new Map<string, RaterPair>()
  for (const raters of bySession.values()) {
    const codes = [...raters].sort()
    codes.forEach((raterA, place) => {
      for (const raterB of codes.slice(place + 1)) {
        const key = JSON.stringify([raterA, raterB])
        counts.set(key, { raterA, raterB, nSessions: (counts.get(key)?.nSessions ?? 0) + 1 })
      }
    })
  }
  return [...counts.entries()]
    .sort(([a, of], [b, other]) => other.nSessions - of.nSessions || (a < b ? -1 : 1))
    .map(([, pair]) => pair)
    .reduce<RaterPair | null>((first, pair) => first ?? pair, null)
}

/** How well two people agree on an item: what no estimate of it can be expected to pass. */
export interface HumanCeiling {
  readonly pair: RaterPair
  /** ICC(2,1) of the two. */
  readonly icc: Statistic
}

/** Of a value at most 1; null where raters agree worse than by chance, when there is nothing to follow. */
function root(value: number | null): number | null {
  return value === null || value < 0 ? null : Math.sqrt(value)
}

/**
 * The highest correlation that a perfect measure of what both raters mean has with the rating of one of them: the square root
 * of their ICC. Null where it is not defined.
 */
export function highestCorrelation({ icc }: HumanCeiling): number | null {
  return root(icc.value)
}

/** In one sentence, with its n; null where there is none. */
export function ceilingSentence(ceiling: HumanCeiling): string | null {
  const { pair, icc } = ceiling
  if (icc.value === null) return null
  const ends =
    icc.ciLow === null || icc.ciHigh === null
      ? 'no interval'
      : `95 % interval ${icc.ciLow.toFixed(2)} to ${icc.ciHigh.toFixed(2)}`
  const highest = highestCorrelation(ceiling)
  const means =
    highest === null
      ? 'so that there is nothing in their ratings that an estimate could follow'
      : `so that the highest correlation to be had with the ratings of one of them is about ${highest.toFixed(2)}`
  return `Raters ${pair.raterA} and ${pair.raterB} agree with ICC(2,1) ${icc.value.toFixed(2)} (${ends}; ${String(icc.nPatients)} patients, ${String(icc.nSessions)} visits), ${means}.`.replaceAll(
    /-(?=\d)/gu,
    '\u2212',
  )
}
