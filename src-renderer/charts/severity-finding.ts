import { baselineVerdict } from '#shared/domain/severity.ts'
import type { BaselineVerdict, SeverityMetrics, Statistic } from '#shared/domain/severity.ts'
import { countOf, formatNumber, formatStatistic } from './statistic-text.ts'

/**
 * Words for the size of a correlation. The cut-points are a convention of this program, shown with the
 * number itself so that nobody has to trust the word.
 */
function strengthOf(correlation: number): string {
  const size = Math.abs(correlation)
  if (size < 0.3) return 'weakly'
  if (size < 0.5) return 'fairly'
  if (size < 0.7) return 'moderately'
  return 'closely'
}

function numbersOf(name: string, statistic: Statistic): string {
  return `${name} ${formatStatistic(statistic)}, n = ${countOf(statistic.nPatients, 'patient')}`
}

/** The title of the scatter: what the validation found, never more than its interval allows. */
export function severityFinding(metrics: SeverityMetrics): string {
  const { pcc } = metrics
  if (pcc.value === null) {
    return `Whether estimates follow the ratings cannot be told (n = ${countOf(pcc.nPatients, 'patient')})`
  }
  const numbers = numbersOf('PCC', pcc)
  if (pcc.ciLow === null || pcc.ciHigh === null || (pcc.ciLow <= 0 && pcc.ciHigh >= 0)) {
    return `No clear relation between estimates and ratings (${numbers})`
  }
  if (pcc.value < 0) return `Estimates run against the ratings (${numbers})`
  return `Estimates follow the ratings ${strengthOf(pcc.value)} (${numbers})`
}

const verdictSentences: Record<BaselineVerdict, string> = {
  better: 'Closer to the ratings than the mean of the other patients',
  'not-clear': 'Not clearly closer to the ratings than the mean of the other patients',
  worse: 'Further from the ratings than the mean of the other patients',
}

/** Whether the model is worth having at all: its error beside the mean of the other patients. */
export function baselineFinding(metrics: SeverityMetrics): string {
  const { mae, baselineMae, maeGain } = metrics
  if (mae.value === null || baselineMae.value === null) return 'There is no error to compare with a baseline.'
  const beside = `MAE ${formatNumber(mae.value, 2)} against ${formatNumber(baselineMae.value, 2)}, gain ${formatStatistic(maeGain)}`
  return `${verdictSentences[baselineVerdict(metrics)]} (${beside}).`
}

/** Title of a Bland-Altman plot: which way one side leans, and how far a single difference can go. */
export function biasFinding(
  plot: SeverityMetrics['blandAltman'],
  names: { higher: string; lower: string; noun: string },
): string {
  const { bias, lowerLimit, upperLimit } = plot
  if (bias.value === null) return `The ${names.noun} cannot be compared yet`
  const limits =
    lowerLimit.value === null || upperLimit.value === null
      ? ''
      : `; 95 % of differences lie between ${formatNumber(lowerLimit.value, 1)} and ${formatNumber(upperLimit.value, 1)} points`
  const clear = bias.ciLow !== null && bias.ciHigh !== null && (bias.ciLow > 0 || bias.ciHigh < 0)
  if (!clear) return `No clear bias (${formatStatistic(bias)})${limits}`
  const side = bias.value > 0 ? names.higher : names.lower
  return `${side} by ${formatNumber(Math.abs(bias.value), 2)} points on average${limits}`
}

/** Title of the rater scatter. Bands: .75 and above excellent, .40 to .74 fair to good (SNAPSI 2018). */
export function agreementFinding(icc: Statistic): string {
  if (icc.value === null) return 'Agreement is not defined for these ratings'
  const numbers = `ICC(2,1) ${formatStatistic(icc)}, n = ${countOf(icc.nPatients, 'patient')}`
  const word = icc.value >= 0.75 ? 'closely' : icc.value >= 0.4 ? 'fairly' : 'poorly'
  return `The two raters agree ${word} (${numbers})`
}
