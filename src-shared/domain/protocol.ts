import { z } from 'zod'
import { featureKindSchema, headSchema, headWords } from './head-kind.ts'
import type { HeadId } from './head-kind.ts'
import { promptClassesSchema } from './prompt-set.ts'
import { MAX_ITEMS } from './scale.ts'

/** What a protocol can name as the one statistic that its question is answered by. */
export const primaryStatistics = ['q2', 'mae-gain', 'concordance'] as const
export const primaryStatisticSchema = z.enum(primaryStatistics)
export type PrimaryStatistic = z.infer<typeof primaryStatisticSchema>

export const primaryWords: Readonly<Record<PrimaryStatistic, string>> = {
  q2: 'Q²',
  'mae-gain': 'Gain in MAE over the mean of the other patients',
  concordance: 'Concordance c',
}

/** Fewer say nothing: each patient is estimated by a model of the others. */
export const LEAST_PATIENTS = 8

/** A head whose every model is fitted by itself is tested with no more. */
const MOST_PERMUTATIONS = { refitted: 99, other: 9999 } as const

export function mostPermutations(head: HeadId): number {
  return headWords[head].isRefitted ? MOST_PERMUTATIONS.refitted : MOST_PERMUTATIONS.other
}

/** As many as a fit without a protocol takes. */
export function usualPermutations(head: HeadId): number {
  return Math.min(999, mostPermutations(head))
}

const nameSchema = z.string().min(1).max(200)
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/)
const wordsSchema = z.string().trim().max(4000)
const testSchema = {
  /** Of whole patients, through the whole nested procedure. */
  permutations: z.number().int().min(19).max(MOST_PERMUTATIONS.other),
  /** The adjusted p of an item is to be at most this. */
  alpha: z.number().min(0.001).max(0.1),
}
const minPatientsSchema = z
  .number()
  .int()
  .min(LEAST_PATIENTS, `A fit needs at least ${String(LEAST_PATIENTS)} patients.`)
  .max(100_000)

/** What a person writes down before anything is fitted. */
export const protocolPlanSchema = z.strictObject({
  title: z.string().trim().min(1, 'A title is missing.').max(120),
  /** What is expected, and why, in the site's own words. */
  question: wordsSchema.default(''),
  scaleId: nameSchema,
  itemIds: z
    .array(nameSchema)
    .min(1, 'No item is planned.')
    .max(MAX_ITEMS)
    .refine((ids) => new Set(ids).size === ids.length, 'An item is planned twice.'),
  head: headSchema,
  features: featureKindSchema,
  /** Name of the prompt set that the features are of; null for the first of the pack, and where they are of none. */
  promptSet: nameSchema.nullable().default(null),
  packId: nameSchema,
  primary: primaryStatisticSchema.default('q2'),
  ...testSchema,
  /** Ratings that were made with estimates in view count, too. */
  unblinded: z.boolean().default(false),
  minPatients: minPatientsSchema,
  /** The number of the protocol that this one takes the place of, and why. */
  amends: z
    .strictObject({
      n: z.number().int().positive(),
      reason: wordsSchema.min(1, 'Say why the protocol is amended.'),
    })
    .nullable()
    .default(null),
})
export type ProtocolPlan = z.infer<typeof protocolPlanSchema>

/** What was frozen, whole: nothing of it has to be looked up, and nothing of it changes. Its hash is over all of it. */
export const protocolContentSchema = z.object({
  format: z.literal('emoclip-protocol'),
  formatVersion: z.literal(1),
  /** From 1 on, in order of freezing. */
  n: z.number().int().positive(),
  title: z.string(),
  question: z.string(),
  scale: z.object({ id: z.string(), title: z.string() }),
  /** In the order of the scale; p is adjusted over all of them. */
  items: z.array(z.object({ id: z.string(), name: z.string(), min: z.number(), max: z.number() })).min(1),
  head: headSchema,
  features: featureKindSchema,
  /** The same in a sentence. */
  method: z.string(),
  promptSet: z.object({ name: z.string(), classes: promptClassesSchema }).nullable(),
  pack: z.object({ id: z.string(), version: z.string(), sha256: sha256Schema }),
  primary: primaryStatisticSchema,
  test: z.object({ of: z.literal('q2'), ...testSchema }),
  ratings: z.object({
    unblinded: z.boolean(),
    /** Where raters agreed on a consensus it alone counts; else their mean. */
    consensus: z.literal('alone'),
  }),
  minPatients: minPatientsSchema,
  amends: z.object({ n: z.number().int().positive(), sha256: sha256Schema, reason: z.string() }).nullable(),
  /**
   * Planned items of which a model had been fitted when it was frozen, or one of another study held against their ratings
   * (`applied`): results may have been seen.
   */
  fittedBefore: z.array(
    z.object({ itemId: z.string(), startedUtc: z.string(), applied: z.literal(true).optional() }),
  ),
  frozenUtc: z.string(),
  /** Code of the rater; null where nobody had said who they are. */
  frozenBy: z.string().nullable(),
  appVersion: z.string(),
})
export type ProtocolContent = z.infer<typeof protocolContentSchema>

export const protocolSchema = z.object({
  /** Of the canonical JSON of the content; what the protocol is known by. */
  sha256: sha256Schema,
  content: protocolContentSchema,
  /** The number of the one that takes its place. */
  amendedBy: z.number().int().positive().nullable(),
  /** Fits that were measured by it. Once there is one the freezing is not taken back. */
  nFits: z.number().int().nonnegative(),
})
export type Protocol = z.infer<typeof protocolSchema>

/** Whether a model was fitted as a protocol had said before. */
export const planningSchema = z.object({
  /** By which it is measured; null where none was frozen before. */
  protocol: z
    .object({
      n: z.number().int().positive(),
      sha256: sha256Schema,
      frozenUtc: z.string(),
      primary: primaryStatisticSchema,
      alpha: z.number(),
    })
    .nullable(),
  /** Why it is explored, one sentence each; without any it is planned. */
  deviations: z.array(z.string()),
})
export type Planning = z.infer<typeof planningSchema>

export const NO_PROTOCOL: Planning = {
  protocol: null,
  deviations: ['No protocol that plans it was frozen before it was fitted.'],
}

export function isPlanned({ protocol, deviations }: Planning): boolean {
  return protocol !== null && deviations.length === 0
}

/** For tables: `planned` or `explored`. */
export function planningWord(planning: Planning): 'planned' | 'explored' {
  return isPlanned(planning) ? 'planned' : 'explored'
}

/** Enough of a hash to tell two apart; the whole stands in the protocol. */
export function shortHash(sha256: string): string {
  return `${sha256.slice(0, 12)}…`
}

/** E.g. `Protocol 1 (frozen 2026-03-02, SHA-256 1a2b3c4d5e6f…)`. */
export function protocolName({
  n,
  frozenUtc,
  sha256,
}: {
  readonly n: number
  readonly frozenUtc: string
  readonly sha256: string
}): string {
  return `Protocol ${String(n)} (frozen ${frozenUtc.slice(0, 10)}, SHA-256 ${shortHash(sha256)})`
}

/** In one line, with every reason. */
export function planningSentence(planning: Planning): string {
  const { protocol, deviations } = planning
  if (protocol === null) return `Explored: ${deviations.join(' ')}`
  const name = protocolName(protocol)
  return isPlanned(planning)
    ? `Planned: as in ${name}.`
    : `Explored, not as in ${name}: ${deviations.join(' ')}`
}
