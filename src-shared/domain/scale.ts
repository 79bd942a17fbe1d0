import { z } from 'zod'
import { faceReasonSchema } from './face-reason.ts'

const idSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'An id has lower-case letters, digits and hyphens.')
const columnSchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, 'A column name has lower-case letters, digits and underscores.')

/** The longest instruments have some dozens. */
export const MAX_ITEMS = 200
const wordsSchema = z.string().max(2000)

export const scaleItemSchema = z.object({
  id: idSchema,
  /** Column name in CSV files, e.g. `panss_n1`. Unique over all scales. */
  column: columnSchema,
  name: z.string().min(1).max(120),
  min: z.number().int(),
  max: z.number().int(),
  /** A rater can see this on the face or in the body on video; only such items may be estimated. */
  faceVisible: z.boolean(),
  /** What it is rated from instead, where a face does not show it; not given where nobody said. */
  notOnFace: faceReasonSchema.optional(),
  /** Only every so many values counts, from min on: 10 takes 0, 10, 20 … Not given: each whole number. */
  step: z.number().int().min(2).max(1_000_000).optional(),
  /** A high score means less of the symptom: totals count min + max - score. The score itself stays as it was given. */
  reversed: z.boolean().optional(),
})
export type ScaleItem = z.infer<typeof scaleItemSchema>

export const scaleTotalSchema = z.object({
  id: idSchema,
  column: columnSchema,
  name: z.string().min(1).max(120),
  /** Mean of the items instead of their sum. */
  method: z.literal('mean').optional(),
  /** Ids of the items that are added up, or of which the mean is taken. */
  items: z.array(idSchema).min(1).max(MAX_ITEMS),
  /**
   * How many items may be missing where the scale's manual lets the mean of the others stand for them. Not given: one
   * missing item leaves the total missing.
   */
  mostMissing: z.number().int().min(1).max(MAX_ITEMS).optional(),
})
export type ScaleTotal = z.infer<typeof scaleTotalSchema>

/**
 * A clinical scale as a data file: names and ranges only, never the anchor texts of a licensed instrument.
 */
export const scaleSchema = z
  .object({
    formatVersion: z.literal(1),
    id: idSchema,
    title: z.string().min(1).max(120),
    shortTitle: z.string().min(1).max(40),
    /** Edition, e.g. `1987, 30 items`. */
    version: z.string().max(120).optional(),
    /** What the ratings are about, e.g. `past week`. */
    timeFrame: z.string().max(120).optional(),
    citation: wordsSchema,
    licenceNote: wordsSchema,
    /** Other column names that the importer accepts, lower case, by item id. */
    aliases: z
      .record(z.string().max(40), z.array(z.string().max(200)).max(100))
      .refine((aliases) => Object.keys(aliases).length <= MAX_ITEMS, {
        message: 'Other column names are given for more items than a scale can have.',
      })
      .default({}),
    items: z.array(scaleItemSchema).min(1).max(MAX_ITEMS),
    totals: z.array(scaleTotalSchema).max(50).default([]),
  })
  .superRefine((scale, context) => {
    const ids = scale.items.map((item) => item.id)
    if (new Set(ids).size !== ids.length)
      context.addIssue({ code: 'custom', message: 'Two items share one id.' })
    const columns = [...scale.items.map((item) => item.column), ...scale.totals.map((total) => total.column)]
    if (new Set(columns).size !== columns.length) {
      context.addIssue({ code: 'custom', message: 'Two items or totals share one column name.' })
    }
    for (const item of scale.items) {
      if (item.min >= item.max)
        context.addIssue({ code: 'custom', message: `Item ${item.id}: min must be below max.` })
      else if (item.step !== undefined && (item.max - item.min) % item.step !== 0)
        context.addIssue({
          code: 'custom',
          message: `Item ${item.id}: no whole number of steps leads from min to max.`,
        })
      if (item.faceVisible && item.notOnFace !== undefined)
        context.addIssue({
          code: 'custom',
          message: `Item ${item.id}: a face shows it, and there is a reason why not.`,
        })
    }
    for (const total of scale.totals) {
      for (const id of total.items) {
        if (!ids.includes(id))
          context.addIssue({ code: 'custom', message: `Total ${total.id} names the unknown item ${id}.` })
      }
      if (new Set(total.items).size !== total.items.length) {
        context.addIssue({ code: 'custom', message: `Total ${total.id} names an item twice.` })
      }
      if ((total.mostMissing ?? 0) >= total.items.length) {
        context.addIssue({
          code: 'custom',
          message: `Total ${total.id} would have a value without any item.`,
        })
      }
    }
  })
export type Scale = z.infer<typeof scaleSchema>

type ItemRange = Pick<ScaleItem, 'min' | 'max' | 'step'>

/** Whether a rater can give an item this value. */
export function takesValue({ min, max, step = 1 }: ItemRange, value: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max && (value - min) % step === 0
}

/** `1 to 7`, `0 to 100 in steps of 10`. */
export function rangeWords({ min, max, step }: ItemRange): string {
  const steps = step === undefined ? '' : ` in steps of ${String(step)}`
  return `${String(min)} to ${String(max)}${steps}`
}

/** Lowest and highest possible value of a total. */
export function totalRange(scale: Scale, total: ScaleTotal): { min: number; max: number } {
  const items = scale.items.filter((item) => total.items.includes(item.id))
  const share = total.method === 'mean' ? items.length : 1
  return {
    min: items.reduce((sum, item) => sum + item.min, 0) / share,
    max: items.reduce((sum, item) => sum + item.max, 0) / share,
  }
}

/** `missing`: items for which the mean of the rated ones stands. */
export type TotalResult =
  | { complete: true; value: number; missing: number }
  | { complete: false; value: null; rated: number; of: number }

/** `valueOf` gives scores as they were rated; null for a missing one. */
export function computeTotal(
  scale: Scale,
  total: ScaleTotal,
  valueOf: (itemId: string) => number | null,
): TotalResult {
  const items = scale.items.filter(({ id }) => total.items.includes(id))
  const values = items.map((item) => countedValue(item, valueOf(item.id))).filter((value) => value !== null)
  const missing = items.length - values.length
  if (missing > (total.mostMissing ?? 0)) {
    return { complete: false, value: null, rated: values.length, of: items.length }
  }
  const sum = values.reduce((before, value) => before + value, 0)
  if (total.method === 'mean') return { complete: true, value: sum / values.length, missing }
  return { complete: true, value: missing === 0 ? sum : (sum * items.length) / values.length, missing }
}

function countedValue({ min, max, reversed }: ScaleItem, value: number | null): number | null {
  return value === null || reversed !== true ? value : min + max - value
}
