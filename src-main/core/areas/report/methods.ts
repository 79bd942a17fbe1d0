import { counted } from '#shared/counted.ts'
import { feasibilityNote } from '#shared/domain/cohort-size.ts'
import type { SeverityModel } from '#shared/domain/severity.ts'
import { references } from './references.ts'
import { isSynthetic, scaleTitle } from './report-data.ts'
import type { ReportData } from './report-data.ts'

/** `a`, `a and b`, `a, b and c` */
function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)]

function ratingsParagraph(data: ReportData): string {
  const rated = data.scores.filter(({ value }) => value !== null)
  const visits = new Set(rated.map(({ sessionId }) => sessionId))
  const patients = new Set(
    data.sessions.filter(({ id }) => visits.has(id)).map(({ patientCode }) => patientCode),
  )
  if (rated.length === 0) return 'No visit of this study is rated yet.'
  const raters = distinct(rated.map(({ raterCode }) => raterCode)).sort()
  const scales = distinct(rated.map(({ scaleId }) => scaleId)).map((id) => scaleTitle(data, id))
  const missing = data.scores.length - rated.length
  const madeUp = isSynthetic(data) ? ' They were made up for demonstration.' : ''
  return `${counted(patients.size, 'patient')} with ${counted(visits.size, 'visit')} were rated on ${listed(scales)} by ${raters.length === 1 ? 'rater' : 'raters'} ${listed(raters)}: ${counted(rated.length, 'score')}${missing === 0 ? '' : `, and ${counted(missing, 'item')} that could not be scored, with the reason`}.${madeUp} The rating of a visit is the mean over the raters who scored the item, or their consensus where they agreed on one. Ratings that were made while the program showed what models estimate are left out of a fit unless a model says otherwise below.`
}

const EMOCLIP = /emoclip/iu

function packSentence(models: readonly SeverityModel[]): string {
  const packs = distinct(
    models.map(({ packId, packVersion, packSha256 }) => `${packId} ${packVersion} (SHA-256 ${packSha256})`),
  )
  const cited = models.some(({ packId }) => EMOCLIP.test(packId)) ? ' (Foteinopoulou & Patras 2024)' : ''
  return `The patient’s face in each clip was turned into numbers by the frozen model pack ${listed(packs)}${cited}; nothing of it was trained here.`
}

/** What is the same in all models is said once. */
function same(models: readonly SeverityModel[], read: (model: SeverityModel) => string): string {
  return distinct(models.map(read)).join('; or ')
}

function fitParagraph(models: readonly SeverityModel[]): string {
  return `${packSentence(models)} Each item was estimated on its own by ${same(models, ({ method }) => method)}. An estimate is cut to the range of its item.`
}

function validationParagraph(models: readonly SeverityModel[]): string {
  const intervals = same(models, ({ metrics }) => metrics.q2.method)
  const concordant = models.flatMap(({ metrics }) => metrics.concordance ?? [])
  const order =
    concordant.length === 0
      ? ''
      : ` Concordance c is the share of pairs of visits of two patients that a model which saw neither of them puts in the rated order, 0.5 being no order (Airola et al. 2011).`
  return `Every patient, with all visits, was estimated by a model of the other patients; whatever is chosen, such as a penalty, was chosen without that patient as well (leave-one-patient-out, nested). The unit is the patient. The baseline is the mean rating of the other patients. Reported are the mean absolute error (MAE), Q² = 1 − the sum of squared errors over that of the baseline, and the gain over the baseline’s MAE. Intervals at 95 %: ${intervals}.${order} Limits of agreement have the t interval of Bland and Altman (1999), with as many differences as there are patients; differences are shown against the rating (Krouwer 2008). Correlations of pooled held-out estimates are biased downwards (Austin et al. 2025; Geroldinger et al. 2023): they have no interval here and stand beside what they are where there is no relation.`
}

function testParagraph(models: readonly SeverityModel[]): string {
  const tests = models.flatMap(({ metrics }) => metrics.permutation ?? [])
  const [first] = tests
  if (first === undefined) return 'These models were fitted before there was a permutation test.'
  const times = distinct(tests.map(({ permutations }) => String(permutations))).join(' or ')
  const items = distinct(tests.map(({ nItems }) => nItems)).sort((a, b) => a - b)
  const over = listed(items.map((count) => counted(count, 'item')))
  return `Whether face and ratings have to do with each other was tested by exchanging the ratings of whole patients ${times} times through the whole nested procedure (seed ${String(first.seed)}); p is the share of times, the study itself counted in, in which Q² is at least as large. Over items that were fitted together (${over}) p is adjusted by the largest standardised Q² of each time (Westfall & Young 1993). An item is called related to its ratings when the adjusted p is at most 0.05 and Q² above 0, and closer to them than the mean when the interval of Q² lies above 0, too. No model is ever called worse than the mean.`
}

function sizeParagraph(models: readonly SeverityModel[]): string {
  const smallest = Math.min(...models.map(({ nPatients }) => nPatients))
  const note = feasibilityNote(smallest)
  return note === null ? '' : `${note} (Poldrack et al. 2020; two-sided 5 %, power 80 %, by Fisher’s z.)`
}

function ceilingParagraph({ ceilings }: ReportData): string {
  return ceilings.length === 0
    ? ''
    : 'How well two raters agree bounds what any estimate can reach: ICC(2,1) of the two raters with most visits in common, with its F interval (McGraw & Wong 1996), and its square root as the highest correlation to be had.'
}

/** The methods section, one paragraph each, with the numbers of this study. */
export function methodsParagraphs(data: ReportData): string[] {
  const models = data.reports.map(({ model }) => model)
  if (models.length === 0) return [ratingsParagraph(data), 'No severity model has been fitted.']
  return [
    ratingsParagraph(data),
    fitParagraph(models),
    validationParagraph(models),
    testParagraph(models),
    sizeParagraph(models),
    ceilingParagraph(data),
  ].filter((text) => text !== '')
}

/** What the methods of this report cite, and the scales. */
export function citedWorks(data: ReportData): string[] {
  const models = data.reports.map(({ model }) => model)
  const { emoclip, icc, tripod, ...always } = references
  const isEmoclip = models.some(({ packId }) => EMOCLIP.test(packId))
  return [
    ...(models.length === 0 ? [] : Object.values(always)),
    ...(isEmoclip ? [emoclip] : []),
    ...(data.ceilings.length === 0 ? [] : [icc]),
    tripod,
    ...data.scales.flatMap(({ shortTitle, citation }) =>
      citation === '' ? [] : [`${shortTitle}: ${citation}`],
    ),
  ]
}
