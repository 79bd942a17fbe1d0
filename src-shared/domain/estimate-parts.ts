import { z } from 'zod'
import type { FeatureKind, HeadId } from './head-kind.ts'

/** Heads whose estimate is a sum of weights on the features, so that it falls into parts that add up. */
const sums: ReadonlySet<HeadId> = new Set<HeadId>(['ridge', 'elastic-net', 'pls', 'svr'])

/** Features of a session that are means over clips or moments; of the mean with its spread the mean is. */
const means: ReadonlySet<FeatureKind> = new Set<FeatureKind>(['mean', 'mean-spread', 'prompts'])

export function fallsIntoParts({
  head,
  features,
}: {
  readonly head: HeadId
  readonly features: FeatureKind
}): boolean {
  return sums.has(head) && means.has(features)
}

/** A stretch of a clip, about a second or a window long. */
export const momentPartSchema = z.object({ startMs: z.number(), endMs: z.number(), points: z.number() })
export type MomentPart = z.infer<typeof momentPartSchema>

/** In points of the item: above 0 it speaks for a higher estimate than that of the mean visit, below 0 for a lower one. */
export const clipPartSchema = z.object({
  clipId: z.number().int().positive(),
  points: z.number(),
  /** In order of time; their points add up to those of the clip. */
  moments: z.array(momentPartSchema),
})
export type ClipPart = z.infer<typeof clipPartSchema>

export const promptPartSchema = z.object({
  label: z.string(),
  /** Share of the visit's moments in which the prompt is likely, and the mean share of the visits that the model learnt from; 0 to 1. */
  share: z.number(),
  usualShare: z.number(),
  points: z.number(),
})
export type PromptPart = z.infer<typeof promptPartSchema>

/** What an estimate is made of. `base` and the points of all clips, and of the spread where there is one, add up to `uncut`; so do those of the prompts. */
export const estimatePartsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('sum'),
    /** As it is shown. */
    estimate: z.number(),
    /** Before it was cut to the range of the item. */
    uncut: z.number(),
    /** What the same model says of the mean of the visits that it learnt from. */
    base: z.number(),
    /** The model never saw this patient. */
    heldOut: z.boolean(),
    /** In order of the visit. */
    clips: z.array(clipPartSchema),
    /** Empty where the features are no prompts. */
    prompts: z.array(promptPartSchema),
    /** What the spread over moments says, which belongs to no clip alone; null where it is no feature. */
    spread: z.number().nullable(),
  }),
  z.object({
    kind: z.literal('none'),
    /** One sentence. */
    reason: z.string(),
  }),
])
export type EstimateParts = z.infer<typeof estimatePartsSchema>
export type EstimateSum = Extract<EstimateParts, { kind: 'sum' }>
