/** What decides whether a rating counts. */
export interface Countable {
  readonly sessionId: number
  /** The rater had been shown what models estimate of the session. */
  readonly unblinded: boolean
  /** Of several raters together. */
  readonly isConsensus: boolean
}

/**
 * Which of the ratings of one item count: those that were made with estimates in view only if `unblinded` says so, and of a
 * session with a consensus among them that one alone. What counts of a session is averaged.
 */
export function countedRatings<Rating extends Countable>(
  ratings: readonly Rating[],
  { unblinded }: { readonly unblinded: boolean },
): Rating[] {
  const admitted = ratings.filter((rating) => unblinded || !rating.unblinded)
  const agreed = new Set(admitted.filter(({ isConsensus }) => isConsensus).map(({ sessionId }) => sessionId))
  return admitted.filter(({ isConsensus, sessionId }) => isConsensus || !agreed.has(sessionId))
}
