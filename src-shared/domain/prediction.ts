import { z } from 'zod'
import { precisionSchema } from './pack.ts'

/** Where a number made by a model came from. */
export const provenanceSchema = z.object({
  runId: z.number().int().positive(),
  packId: z.string(),
  packVersion: z.string(),
  packSha256: z.string(),
  provider: z.string(),
  precision: precisionSchema,
  appVersion: z.string(),
  finishedUtc: z.string().nullable(),
})
export type Provenance = z.infer<typeof provenanceSchema>

/** Face found in one sampled frame; box in pixels of the upright picture. */
export const faceBoxSchema = z.object({
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  /** Detector confidence, 0 to 1. */
  confidence: z.number().min(0).max(1),
})
export type FaceBox = z.infer<typeof faceBoxSchema>

export const sampledFrameSchema = z.object({
  /** Presentation time in ms from the start of the source video. */
  timeMs: z.number(),
  face: faceBoxSchema.nullable(),
  /** One per class, summing to 1; null without a face, and for packs that read windows instead of frames. */
  probabilities: z.array(z.number()).nullable(),
})
export type SampledFrame = z.infer<typeof sampledFrameSchema>

/** A stretch of a clip that a temporal net read as a whole. */
export const predictedWindowSchema = z.object({
  /** First and last sampled frame of it, in ms from the start of the source video. */
  startMs: z.number(),
  endMs: z.number(),
  /** One per class, summing to 1. */
  probabilities: z.array(z.number()),
})
export type PredictedWindow = z.infer<typeof predictedWindowSchema>

/** What a pack says of one clip, for one prompt set. */
export const predictionSchema = z.object({
  clipId: z.number().int().positive(),
  promptSetId: z.number().int().positive(),
  promptSetName: z.string(),
  labels: z.array(z.string()),
  probabilities: z.array(z.number()),
  topClass: z.string(),
  /** Size of the upright picture, in pixels, that the boxes refer to. */
  pictureWidth: z.number().int().positive(),
  pictureHeight: z.number().int().positive(),
  faceCount: z.number().int().nonnegative(),
  frames: z.array(sampledFrameSchema),
  /** Null for packs that read each frame on its own. */
  windows: z.array(predictedWindowSchema).nullable(),
  provenance: provenanceSchema,
})
export type Prediction = z.infer<typeof predictionSchema>

/** A run over many clips that did not come to its end. */
export const interruptedRunSchema = z.object({
  runId: z.number().int().positive(),
  packId: z.string(),
  promptSetName: z.string(),
  startedUtc: z.string(),
  /** Clips that are through, with a prediction or a problem. */
  done: z.number().int().nonnegative(),
  total: z.number().int().positive(),
})
export type InterruptedRun = z.infer<typeof interruptedRunSchema>
