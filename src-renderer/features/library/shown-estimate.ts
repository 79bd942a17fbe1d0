import type { ClipRow } from '#shared/domain/clip.ts'

/** What the library says of a clip's estimate to a rater who may, or may not, see it. */
export function shownEstimate(
  { predicted, topClass, topProbability }: Pick<ClipRow, 'predicted' | 'topClass' | 'topProbability'>,
  mayShow: boolean,
): { label: string | null; probability: number | null; hidden: boolean } {
  if (mayShow) return { label: topClass, probability: topProbability, hidden: false }
  return { label: null, probability: null, hidden: predicted }
}
