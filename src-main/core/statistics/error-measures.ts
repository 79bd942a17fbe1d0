import { assertPaired, mean } from './moments.ts'

/** Estimate minus rating, pair by pair. */
export function differences(estimates: readonly number[], ratings: readonly number[]): number[] {
  assertPaired(estimates, ratings)
  return estimates.map((estimate, row) => estimate - (ratings[row] ?? NaN))
}

/** In points of the scale; null without pairs. */
export function meanAbsoluteError(estimates: readonly number[], ratings: readonly number[]): number | null {
  return mean(differences(estimates, ratings).map(Math.abs))
}

/** In points of the scale; null without pairs. */
export function rootMeanSquaredError(
  estimates: readonly number[],
  ratings: readonly number[],
): number | null {
  const square = mean(differences(estimates, ratings).map((difference) => difference * difference))
  return square === null ? null : Math.sqrt(square)
}
