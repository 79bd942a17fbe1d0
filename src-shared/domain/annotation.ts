import { z } from 'zod'
import { captionTextSchema } from './caption.ts'
import { sightSchema } from './sight.ts'
import { idSchema, videoTimeSchema } from '../limits.ts'

/** What an annotation is about: an interval, a point in time, a whole clip, or a whole clip or an interval of it. */
export const spanKinds = ['interval', 'point', 'clip', 'clip-or-interval'] as const
export type SpanKind = (typeof spanKinds)[number]

export const tierNameSchema = z.string().trim().min(1, 'A tier needs a name.').max(80)

const codeSchema = z.string().trim().min(1).max(60)

/** The codes of a tier, in the order in which they are offered. */
export const tierCodesSchema = z
  .array(z.object({ code: codeSchema, meaning: z.string().trim().max(600) }))
  .min(1, 'A tier of codes needs at least one code.')
  .max(1000)
  .refine((codes) => new Set(codes.map(({ code }) => code.toLowerCase())).size === codes.length, {
    message: 'Two codes of a tier are the same.',
  })

const boundSchema = z.number().nullable()

/** What is said in a tier. Both ends of a range belong to it; null where it has none. */
export const tierValuesSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('text') }),
    z.object({ kind: z.literal('code'), codes: tierCodesSchema }),
    z.object({ kind: z.literal('number'), min: boundSchema, max: boundSchema }),
  ])
  .refine(
    (values) =>
      values.kind !== 'number' || values.min === null || values.max === null || values.min < values.max,
    { message: 'The range of a tier ends above where it begins.' },
  )
export type TierValues = z.infer<typeof tierValuesSchema>

export const newTierSchema = z.object({
  name: tierNameSchema,
  span: z.enum(spanKinds),
  values: tierValuesSchema,
})
export type NewTier = z.infer<typeof newTierSchema>

/** One kind of annotation along the time axis. */
export interface Tier extends NewTier {
  readonly uid: string
  /** The program brought it along: it is neither renamed nor deleted. */
  readonly builtIn: boolean
}

export const annotationValueSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: captionTextSchema }),
  z.object({ kind: z.literal('code'), code: codeSchema }),
  z.object({ kind: z.literal('number'), number: z.number() }),
])
export type AnnotationValue = z.infer<typeof annotationValueSchema>

/** ms of player time, half-open. Both null for a whole clip; a point has no end. */
export const annotationSpanSchema = z.object({
  startMs: videoTimeSchema.nullable(),
  endMs: videoTimeSchema.nullable(),
})
export type AnnotationSpan = z.infer<typeof annotationSpanSchema>

/** Either a clip, or a video with all of its clips. */
export const annotatedSchema = z.union([z.object({ clipId: idSchema }), z.object({ videoId: idSchema })])
export type Annotated = z.infer<typeof annotatedSchema>

export const newAnnotationSchema = annotationSpanSchema.extend({
  tierUid: z.string(),
  of: annotatedSchema,
  raterId: idSchema,
  value: annotationValueSchema,
})
export type NewAnnotation = z.infer<typeof newAnnotationSchema>

export const changedAnnotationSchema = annotationSpanSchema.extend({ value: annotationValueSchema })
export type ChangedAnnotation = z.infer<typeof changedAnnotationSchema>

/** What a rater, a file or a run of a pack says of a clip or a stretch of a video, in a tier. */
export const annotationSchema = annotationSpanSchema.extend({
  uid: z.string(),
  tierUid: z.string(),
  of: annotatedSchema,
  value: annotationValueSchema,
  /** Null for what a run proposed. */
  raterId: idSchema.nullable(),
  raterCode: z.string().nullable(),
  origin: z.enum(['typed', 'imported', 'proposed']),
  /** Not null for what a run proposed. */
  runId: idSchema.nullable(),
  synthetic: z.boolean(),
  /** 1 at first, one more for each change. */
  revision: z.number().int().positive(),
  createdUtc: z.string(),
  updatedUtc: z.string(),
  /** What the rater could have known when it was said; null where nobody kept it. */
  sight: sightSchema.nullable(),
})
export type Annotation = z.infer<typeof annotationSchema>
