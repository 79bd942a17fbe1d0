import { z } from 'zod'
import { chosenIdsSchema, MAX_CLIPS_OF_VIDEO, mergedIdsSchema, videoTimeSchema } from '../limits.ts'

/** A `TimeSpan` of a video. */
export const timeSpanSchema = z
  .object({ startMs: videoTimeSchema, endMs: videoTimeSchema.positive() })
  .refine(({ startMs, endMs }) => endMs > startMs, { message: 'a span that ends before it starts' })

const clipLengths = {
  /** Shorter stretches are joined to a neighbour, or left out where there is none. */
  minLengthMs: z.number().min(500).max(3_600_000),
  /** Longer stretches are parted, at the quietest or emptiest place near the limit. */
  maxLengthMs: z.number().min(1000).max(3_600_000),
}

/** How clips are proposed for a long video. */
export const cutMethodSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('fixed'),
    lengthMs: z.number().min(500).max(3_600_000),
    /** From the start of one clip to the start of the next; less than the length makes clips overlap. */
    strideMs: z.number().min(100).max(3_600_000),
  }),
  z.object({
    kind: z.literal('speech'),
    /** A pause at least this long parts two clips. */
    silenceMs: z.number().min(100).max(10_000),
    /** Sound this far above the recording's own noise floor counts as speech. */
    thresholdDb: z.number().min(1).max(40),
    ...clipLengths,
  }),
  z.object({
    kind: z.literal('face'),
    /** The patient's face may be gone for this long within a clip. */
    gapMs: z.number().min(0).max(60_000),
    ...clipLengths,
  }),
])
export type CutMethod = z.infer<typeof cutMethodSchema>

/** What clips came from: the whole file, one of the methods, or the user's hand. */
export const clipOrigins = ['whole', 'fixed', 'speech', 'face', 'hand'] as const
export const clipOriginSchema = z.enum(clipOrigins)
export type ClipOrigin = z.infer<typeof clipOriginSchema>

/** Clips that a method would make; nothing is written until it is applied. */
export const cutProposalSchema = z.object({
  videoId: z.number().int().positive(),
  method: cutMethodSchema,
  spans: z.array(timeSpanSchema),
  /** One sentence on what was found, e.g. how much speech or how long the face was gone. */
  note: z.string(),
})
export type CutProposal = z.infer<typeof cutProposalSchema>

/** A clip on the filmstrip. */
export const cutClipSchema = z.object({
  id: z.number().int().positive(),
  startMs: z.number(),
  endMs: z.number(),
  origin: clipOriginSchema,
  /** Kept, but neither predicted nor exported. */
  excluded: z.boolean(),
  captioned: z.boolean(),
})
export type CutClip = z.infer<typeof cutClipSchema>

const clipId = z.number().int().positive()
const spansSchema = z
  .array(timeSpanSchema)
  .min(1)
  .max(MAX_CLIPS_OF_VIDEO, 'A video has at most 10,000 clips. Choose longer ones.')

/** One step of cutting. A clip's row is never deleted, so every step can be undone, captions included. */
export const cutEditSchema = z.discriminatedUnion('kind', [
  /** All clips of the video make way for these. */
  z.object({ kind: z.literal('replace'), spans: spansSchema, origin: clipOriginSchema }),
  z.object({ kind: z.literal('split'), clipId, atMs: videoTimeSchema.positive() }),
  z.object({ kind: z.literal('merge'), clipIds: mergedIdsSchema }),
  z.object({ kind: z.literal('trim'), clipId, span: timeSpanSchema }),
  z.object({ kind: z.literal('exclude'), clipIds: chosenIdsSchema, excluded: z.boolean() }),
  z.object({ kind: z.literal('add'), span: timeSpanSchema }),
  z.object({ kind: z.literal('remove'), clipIds: chosenIdsSchema }),
])
export type CutEdit = z.infer<typeof cutEditSchema>

/** The clips of one video, in order of time, and the step that led to them (to undo it). */
export const cutStateSchema = z.object({
  videoId: z.number().int().positive(),
  /** Where the video begins and ends on its time axis. */
  startMs: z.number(),
  durationMs: z.number(),
  clips: z.array(cutClipSchema),
})
export type CutState = z.infer<typeof cutStateSchema>
