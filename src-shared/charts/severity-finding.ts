import { baselineVerdict } from '../domain/severity.ts'
import type { BaselineVerdict, SeverityMetrics, Statistic } from '../domain/severity.ts'
import { countOf, formatNumber, formatStatistic, formatTest } from './statistic-text.ts'

const verdictSentences: Record<BaselineVerdict, string> = {
  better: 'Closer to the ratings than the mean of the other patients',
  related: 'Related to the ratings, but not clearly closer to them than the mean of the other patients',
  'not-clear': 'Not clearly closer to the ratings than the mean of the other patients',
}

/**
 * The title of the scatter: what the test and the interval of Q² allow to say. Correlations make no finding, as pooled
 * held-out estimates bias them.
 */
export function severityFinding(metrics: SeverityMetrics): string {
  const { q2, permutation } = metrics
  const n = `n = ${countOf(q2.nPatients, 'patient')}`
  if (q2.value === null) return `Whether estimates err less than the mean cannot be told (${n})`
  const test = permutation === null ? '' : `${formatTest(permutation)}, `
  return `${verdictSentences[baselineVerdict(metrics)]} (Q² ${formatStatistic(q2)}, ${test}${n})`
}

/** Whether the model is worth having at all: its error beside the mean of the other patients. */
export function baselineFinding(metrics: SeverityMetrics): string {
  const { mae, baselineMae, maeGain, q2, concordance, permutation } = metrics
  if (mae.value === null || baselineMae.value === null) return 'There is no error to compare with a baseline.'
  const beside = [
    `MAE ${formatStatistic(mae)} against ${formatNumber(baselineMae.value, 2)}, gain ${formatStatistic(maeGain)} points`,
    `Q² ${formatStatistic(q2)}`,
    ...(concordance === null ? [] : [`concordance c ${formatStatistic(concordance)}, 0.5 is no order`]),
    formatTest(permutation),
  ]
  return `${verdictSentences[baselineVerdict(metrics)]} (${beside.join('; ')}).`
}

function limitsText({ lowerLimit, upperLimit }: SeverityMetrics['blandAltman']): string | null {
  if (lowerLimit.value === null || upperLimit.value === null) return null
  return `limits of agreement ${formatNumber(lowerLimit.value, 1)} to ${formatNumber(upperLimit.value, 1)} points`
}

/** Title of a Bland-Altman plot of held-out estimates, whose bias is about 0 by construction and so no finding. */
export function limitsFinding(plot: SeverityMetrics['blandAltman']): string {
  const limits = limitsText(plot)
  if (plot.bias.value === null || limits === null) return 'The estimates cannot be compared yet'
  return `Estimate minus rating: ${limits} (bias ${formatNumber(plot.bias.value, 2)})`
}

/** Title of a Bland-Altman plot of two raters: which way one side leans, and how far a single difference can go. */
export function biasFinding(
  plot: SeverityMetrics['blandAltman'],
  names: { higher: string; lower: string; noun: string },
): string {
  const { bias } = plot
  if (bias.value === null) return `The ${names.noun} cannot be compared yet`
  const text = limitsText(plot)
  const limits = text === null ? '' : `; ${text}`
  const clear = bias.ciLow !== null && bias.ciHigh !== null && (bias.ciLow > 0 || bias.ciHigh < 0)
  if (!clear) return `No clear bias (${formatStatistic(bias)})${limits}`
  const side = bias.value > 0 ? names.higher : names.lower
  return `${side} by ${formatNumber(Math.abs(bias.value), 2)} points on average${limits}`
}

/** Bands: .75 and above excellent, .40 to .74 fair to good (SNAPSI 2018). */
const CLOSE = 0.75
const FAIR = 0.4

/** Title of the rater scatter: the whole interval lies in what it says. */
export function agreementFinding(icc: Statistic): string {
  if (icc.value === null) return 'Agreement is not defined for these ratings'
  const numbers = `ICC(2,1) ${formatStatistic(icc)}, n = ${countOf(icc.nPatients, 'patient')}`
  const { value, ciLow, ciHigh } = icc
  if (value === 1) return `The two raters gave the same ratings (${numbers})`
  if (ciLow !== null && ciLow >= CLOSE) return `The two raters agree closely (${numbers})`
  if (ciLow !== null && ciLow >= FAIR) return `The two raters agree fairly at least (${numbers})`
  if (ciHigh !== null && ciHigh < FAIR) return `The two raters agree poorly (${numbers})`
  return `How closely the two raters agree is not clear (${numbers})`
}
