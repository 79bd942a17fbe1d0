import { z } from 'zod'
import { featureKindSchema, headSchema, headSettingsSchema } from './head-kind.ts'
import { patientFlowSchema } from './patient-flow.ts'
import { planningSchema } from './protocol.ts'
import { severityChecksSchema } from './severity-checks.ts'

interface Ends {
  readonly value: number | null
  readonly ciLow: number | null
  readonly ciHigh: number | null
  readonly level: number | null
}

/** A whole interval around the value, or none of it. */
function isInterval({ value, ciLow, ciHigh, level }: Ends): boolean {
  if (ciLow === null || ciHigh === null || level === null) {
    return ciLow === null && ciHigh === null && level === null
  }
  return value !== null && ciLow <= value && value <= ciHigh
}

/** An estimate of a statistic with what a reader needs to judge it. */
export const statisticSchema = z
  .object({
    /** Null where it is not defined, e.g. a correlation when all ratings are equal. */
    value: z.number().nullable(),
    /** Both ends and the level are null where there is no interval; `method` then says why. */
    ciLow: z.number().nullable(),
    ciHigh: z.number().nullable(),
    /** Confidence level of the interval, e.g. 0.95. */
    level: z.number().gt(0).lt(1).nullable(),
    nPatients: z.number().int().nonnegative(),
    nSessions: z.number().int().nonnegative(),
    method: z.string(),
    /** Of the resamples that the interval was made from; null where none were drawn. */
    seed: z.number().int().nullable(),
    /** What is known to be wrong with the value or its interval; shown beside it wherever it is. */
    warning: z.string().nullable(),
  })
  .refine(isInterval, { message: 'An interval has a level and two ends with the value between them.' })
export type Statistic = z.infer<typeof statisticSchema>

/** One patient-visit in a validation: rated by people, estimated by a model that never saw the patient. */
export const severityPointSchema = z.object({
  sessionId: z.number().int().positive(),
  patientCode: z.string(),
  visitLabel: z.string(),
  visitDate: z.string().nullable(),
  /** Mean over raters. */
  rating: z.number(),
  estimate: z.number(),
})
export type SeverityPoint = z.infer<typeof severityPointSchema>

export const blandAltmanSchema = z.object({
  /** Mean of estimate minus rating, and mean +- 1.96 SD of the differences, each with an interval. */
  bias: statisticSchema,
  lowerLimit: statisticSchema,
  upperLimit: statisticSchema,
})
export type BlandAltman = z.infer<typeof blandAltmanSchema>

/** Whether ratings that whole patients exchange do as well in the whole procedure. */
export const permutationTestSchema = z.object({
  /** (1 + runs whose Q² is at least as large) / (1 + runs). */
  p: z.number().gt(0).max(1),
  /** Over all items that were fitted together, by the largest standardised Q² of each run. */
  pAdjusted: z.number().gt(0).max(1),
  nItems: z.number().int().positive(),
  permutations: z.number().int().positive(),
  seed: z.number().int(),
  /** Between these lie the correlations of 95 in 100 runs; null where they are seldom defined. */
  pccRange: z.tuple([z.number(), z.number()]).nullable(),
  cccRange: z.tuple([z.number(), z.number()]).nullable(),
  spearmanRange: z.tuple([z.number(), z.number()]).nullable(),
})
export type PermutationTest = z.infer<typeof permutationTestSchema>

/** Patients apart from what changes within one. */
export const patientPartsSchema = z.object({
  /** Q² of the means of patients, against the mean rating of the others. */
  meansQ2: statisticSchema,
  /**
   * Q² of the change between two visits of one patient, against guessing that nothing changed: 0 is no better. Null where too few patients
   * have visits with different ratings.
   */
  changesQ2: statisticSchema.nullable(),
  /** Share of changed ratings whose direction the estimates follow; 0.5 is no better than chance. Null as above. */
  changeOrder: statisticSchema.nullable(),
})
export type PatientPartStatistics = z.infer<typeof patientPartsSchema>

export const severityMetricsSchema = z.object({
  /**
   * Baseline MAE minus MAE on the same visits, in points: above 0 the model errs less. Only an interval above 0 says so; one below
   * 0 says nothing, as pooled held-out estimates of no worth err more than the baseline.
   */
  maeGain: statisticSchema,
  /** 1 minus the sum of squared errors over that of the baseline: 0 is no better than the mean of the other patients. */
  q2: statisticSchema,
  /**
   * Share of pairs of visits of two patients that a model which saw neither puts in the rated order; 0.5 is no order. Null for models that were
   * fitted before it was computed.
   */
  concordance: statisticSchema.nullable().default(null),
  /** Null for models that were fitted before it was computed. */
  permutation: permutationTestSchema.nullable().default(null),
  /** Who the numbers are of. Null for models that were fitted before it was counted. */
  flow: patientFlowSchema.nullable().default(null),
  /** Share (0 to 1) of held-out estimates that lay beyond the range of the item and were cut to it. Null for earlier models. */
  clippedShare: z.number().min(0).max(1).nullable().default(null),
  /** By which heads are compared; null for earlier models. */
  groups: z
    .object({
      /** Of patients and ratings, row by row: models with the same key were held against the same. */
      ratingsKey: z.string(),
      /** MAE in studies without each of ten groups of patients, the same for all heads. */
      mae: z.array(z.number()),
    })
    .nullable()
    .default(null),
  /** Null for models that were fitted before it was computed. */
  parts: patientPartsSchema.nullable().default(null),
  /** Null for models that were fitted before they were made. */
  checks: severityChecksSchema.nullable().default(null),
  mae: statisticSchema,
  rmse: statisticSchema,
  /** The same patients, estimated by the mean rating of the other patients: what a model must beat. */
  baselineMae: statisticSchema,
  baselineRmse: statisticSchema,
  blandAltman: blandAltmanSchema,
  /** Correlations of pooled held-out estimates: biased downwards, so without an interval and with a warning. */
  pcc: statisticSchema,
  ccc: statisticSchema,
  spearman: statisticSchema,
})
export type SeverityMetrics = z.infer<typeof severityMetricsSchema>

/**
 * What the validation of a model allows to say: that it errs less than its baseline; that its estimates have to do with the ratings, while
 * the interval leaves open whether they err less; or neither. It cannot tell of a model that errs more.
 */
export type BaselineVerdict = 'better' | 'related' | 'not-clear'

/** Chance at most, over all items fitted together, of naming any model where face and rating have nothing to do with each other. */
const SIGNIFICANCE = 0.05

export function baselineVerdict({
  maeGain,
  q2,
  permutation,
}: Pick<SeverityMetrics, 'maeGain' | 'q2' | 'permutation'>): BaselineVerdict {
  const isAbove = ({ ciLow }: Statistic): boolean => ciLow !== null && ciLow > 0
  if (permutation === null) return isAbove(maeGain) ? 'better' : 'not-clear'
  if (permutation.pAdjusted > SIGNIFICANCE || q2.value === null || q2.value <= 0) return 'not-clear'
  return isAbove(q2) ? 'better' : 'related'
}

/** A total or a subscale as it was when a model was fitted to it. */
export const severityTotalSchema = z.object({
  name: z.string(),
  min: z.number(),
  max: z.number(),
  /** Ids; the first one first. */
  items: z.array(z.string()).min(1),
})
export type SeverityTotal = z.infer<typeof severityTotalSchema>

export const severityModelSchema = z.object({
  id: z.number().int().positive(),
  scaleId: z.string(),
  /** Of an item or a total. */
  itemId: z.string(),
  itemName: z.string(),
  /** Ids of the items of a total; not given for a model of one item. */
  totalOf: z.array(z.string()).optional(),
  min: z.number(),
  max: z.number(),
  head: headSchema,
  features: featureKindSchema,
  method: z.string(),
  /** Of the final model, by name; for ridge its `penalty`. */
  settings: headSettingsSchema,
  nPatients: z.number().int(),
  nSessions: z.number().int(),
  nClips: z.number().int(),
  packId: z.string(),
  packVersion: z.string(),
  packSha256: z.string(),
  /** One sentence: how many patients, which ratings, which pack, when. Travels with every estimate. */
  trainedOn: z.string(),
  synthetic: z.boolean(),
  createdUtc: z.string(),
  planning: planningSchema,
  metrics: severityMetricsSchema,
})
export type SeverityModel = z.infer<typeof severityModelSchema>

/** One of several models that were held against the same ratings of the same visits. */
export const headDifferenceSchema = z.object({
  modelId: z.number().int().positive(),
  head: headSchema,
  features: featureKindSchema,
  mae: statisticSchema,
  q2: statisticSchema,
  concordance: statisticSchema.nullable(),
  planning: planningSchema,
  /** MAE less that of the model that it is compared with, in points: below 0 it errs less. Null for that model itself. */
  difference: statisticSchema.nullable(),
})
export type HeadDifference = z.infer<typeof headDifferenceSchema>

/** A model's estimate of one item in one session. Never a measurement. */
export const severityEstimateSchema = z.object({
  modelId: z.number().int().positive(),
  sessionId: z.number().int().positive(),
  scaleId: z.string(),
  itemId: z.string(),
  value: z.number(),
  /** Prediction interval, cut to the item's range. */
  ciLow: z.number(),
  ciHigh: z.number(),
  level: z.number(),
  /** True when the model that made it was fitted without this patient. */
  heldOut: z.boolean(),
  nClips: z.number().int().positive(),
  faceShare: z.number().min(0).max(1),
})
export type SeverityEstimate = z.infer<typeof severityEstimateSchema>

export const severityReportSchema = z.object({
  model: severityModelSchema,
  points: z.array(severityPointSchema),
  estimates: z.array(severityEstimateSchema),
})
export type SeverityReport = z.infer<typeof severityReportSchema>

/** Agreement between two human raters on one item or total, one pair of ratings a session. */
export const raterAgreementSchema = z.object({
  scaleId: z.string(),
  itemId: z.string(),
  raterA: z.string(),
  raterB: z.string(),
  icc21: statisticSchema,
  weightedKappa: statisticSchema,
  blandAltman: blandAltmanSchema,
  points: z.array(
    z.object({ patientCode: z.string(), visitLabel: z.string(), ratingA: z.number(), ratingB: z.number() }),
  ),
})
export type RaterAgreement = z.infer<typeof raterAgreementSchema>

export const INTERVAL_METHOD =
  'estimate plus or minus a quantile, over the other patients, of the largest leave-one-patient-out error of each, cut to the range of the item'
