import { z } from 'zod'
import { enginePlanSchema, engineTrialSchema } from '#shared/domain/engine.ts'
import { promptReadingSchema } from '#shared/domain/prompt-set.ts'
import { clipSamplingSchema } from '#shared/domain/sampling.ts'
import { errorCodes } from '#shared/errors.ts'
import { inferenceStatusSchema } from '#shared/domain/inference-status.ts'

/**
 * What the inference host and its client say to each other. Each message is checked on arrival; typed arrays
 * travel as such (structured clone), frames never.
 */

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)
const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)
const int32 = z.custom<Int32Array>((value) => value instanceof Int32Array)
const jobId = z.string().min(1)

const clipSourceSchema = z.object({
  clipId: z.number().int(),
  file: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  fps: z.number().nullable(),
  subject: z.object({ times: float64, boxes: float32 }),
})

const clipEmbeddingSchema = z.object({
  clipId: z.number().int(),
  pictureWidth: z.number().int().positive(),
  pictureHeight: z.number().int().positive(),
  frameTimes: float64,
  frameBoxes: float32,
  frameEmbeddings: float32,
  windowSpans: float64.nullable(),
  windowEmbeddings: float32.nullable(),
  clipEmbedding: float32.nullable(),
})

const textEmbeddingSchema = z.object({
  reading: promptReadingSchema,
  embedding: float32.nullable(),
  bias: z.number(),
})

const faceSourceSchema = z.object({
  videoId: z.number().int(),
  file: z.string(),
  startMs: z.number(),
  endMs: z.number(),
})

const faceObservationsSchema = z.object({
  videoId: z.number().int(),
  fromMs: z.number(),
  toMs: z.number(),
  pictureWidth: z.number().int().positive(),
  pictureHeight: z.number().int().positive(),
  frameTimes: float64,
  frameOf: int32,
  boxes: float32,
  confidences: float32,
  embeddings: float32,
  measures: float32,
})

/** To the host. */
export const hostRequestSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    jobId,
    packFolder: z.string(),
    facePackFolder: z.string(),
    clips: z.array(clipSourceSchema),
    sampling: clipSamplingSchema,
    engine: enginePlanSchema,
  }),
  z.object({
    type: z.literal('find-faces'),
    jobId,
    facePackFolder: z.string(),
    videos: z.array(faceSourceSchema),
    fps: z.number().positive(),
  }),
  z.object({ type: z.literal('pause'), jobId }),
  z.object({ type: z.literal('resume'), jobId }),
  z.object({ type: z.literal('cancel'), jobId }),
  /** One result or problem was handled; see `MAX_UNACKNOWLEDGED`. */
  z.object({ type: z.literal('ack'), jobId }),
  z.object({
    type: z.literal('embed-texts'),
    jobId,
    packFolder: z.string(),
    sentences: z.array(z.string()),
    engine: enginePlanSchema,
  }),
  z.object({ type: z.literal('try-engine'), jobId, packFolder: z.string(), plan: enginePlanSchema }),
  z.object({ type: z.literal('dispose') }),
])
export type HostRequest = z.infer<typeof hostRequestSchema>

/** From the host. */
export const hostReplySchema = z.discriminatedUnion('type', [
  /** Sent once, when the host can take requests. */
  z.object({ type: z.literal('ready'), status: inferenceStatusSchema }),
  z.object({ type: z.literal('status'), status: inferenceStatusSchema }),
  z.object({ type: z.literal('progress'), jobId, clipId: z.number().int(), fraction: z.number() }),
  z.object({
    type: z.literal('clip'),
    jobId,
    embedding: clipEmbeddingSchema,
    provider: z.string(),
    damage: z.array(z.object({ startMs: z.number(), endMs: z.number() })),
  }),
  z.object({
    type: z.literal('problem'),
    jobId,
    clipId: z.number().int(),
    code: z.string(),
    message: z.string(),
  }),
  z.object({ type: z.literal('faces'), jobId, observations: faceObservationsSchema }),
  z.object({ type: z.literal('video-progress'), jobId, videoId: z.number().int(), fraction: z.number() }),
  z.object({
    type: z.literal('video-problem'),
    jobId,
    videoId: z.number().int(),
    code: z.string(),
    message: z.string(),
  }),
  z.object({ type: z.literal('texts'), jobId, texts: z.array(textEmbeddingSchema) }),
  z.object({ type: z.literal('trial'), jobId, trial: engineTrialSchema }),
  z.object({ type: z.literal('done'), jobId }),
  /** The job ended early; `cancelled` among them. */
  z.object({ type: z.literal('failed'), jobId, code: z.enum(errorCodes), message: z.string() }),
])
export type HostReply = z.infer<typeof hostReplySchema>

/** So many clips, stretches of faces and problems may be on their way; then the host waits. */
export const MAX_UNACKNOWLEDGED = 2

/** Either end of a message channel. Messages arrive in the order in which they were sent. */
export interface HostPort {
  postMessage(message: unknown): void
  /** Returns a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void
}
