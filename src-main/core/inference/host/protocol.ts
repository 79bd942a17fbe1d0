import { z } from 'zod'
import { enginePlanSchema, engineTrialSchema } from '#shared/domain/engine.ts'
import { promptReadingSchema } from '#shared/domain/prompt-set.ts'
import { clipSamplingSchema } from '#shared/domain/sampling.ts'
import { inferenceStatusSchema } from '#shared/domain/inference-status.ts'
import {
  cancelMessage,
  errorMessage,
  itemMessage,
  pauseMessage,
  progressMessage,
  requestMessage,
  resultMessage,
  resumeMessage,
  takenMessage,
} from '../../async/messages.ts'
import { faceObservationsSchema, subjectPathSchema } from '../../faces/types.ts'

/** What the inference host and its client say to each other; frames never travel. The types of both are made from it. */

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)
const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)

/** A span of a video file on disk to be looked at. */
export const clipSourceSchema = z.object({
  clipId: z.number().int(),
  /** Absolute path. */
  file: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  /** Frames per second of the file if known; used only to size buffers. */
  fps: z.number().nullable(),
  /** Where the patient's face is: only that is looked at. */
  subject: subjectPathSchema,
})

/** A stretch of a video to look for faces in. */
export const faceSourceSchema = z.object({
  videoId: z.number().int(),
  /** Absolute path. */
  file: z.string(),
  startMs: z.number(),
  endMs: z.number(),
})

/** One video pass over one clip: faces and embeddings of the sampled frames. */
export const clipEmbeddingSchema = z.object({
  clipId: z.number().int(),
  pictureWidth: z.number().int().positive(),
  pictureHeight: z.number().int().positive(),
  /** ms, Float64[n] */
  frameTimes: float64,
  /** x, y, width, height, confidence per frame, NaN without a face; Float32[n * 5] */
  frameBoxes: float32,
  /** Frames with a face in order; Float32[faces * dim] */
  frameEmbeddings: float32,
  /** First and last sampled frame of each window, ms; Float64[windows * 2]. Null for packs without windows. */
  windowSpans: float64.nullable(),
  /** Float32[windows * dim]; windows without a face are left out. Null for packs without windows. */
  windowEmbeddings: float32.nullable(),
  /** Float32[dim]: mean over the windows, or over the frames of a pack without; null when no frame had a face. */
  clipEmbedding: float32.nullable(),
})

/** A sentence as the pack compares it. */
export const textEmbeddingSchema = z.object({
  reading: promptReadingSchema,
  /** Float32[dim]; null for a refused sentence. */
  embedding: float32.nullable(),
  /** Added to the logit; 0 for cosine packs. */
  bias: z.number(),
})

export const embedRequestSchema = z.object({
  packFolder: z.string(),
  facePackFolder: z.string(),
  clips: z.array(clipSourceSchema).readonly(),
  sampling: clipSamplingSchema,
  engine: enginePlanSchema,
})

export const faceSearchRequestSchema = z.object({
  facePackFolder: z.string(),
  videos: z.array(faceSourceSchema).readonly(),
  /** Frames looked at per second of video. */
  fps: z.number().positive(),
})

const textsRequestSchema = z.object({
  packFolder: z.string(),
  sentences: z.array(z.string()).readonly(),
  engine: enginePlanSchema,
})

const trialRequestSchema = z.object({ packFolder: z.string(), plan: enginePlanSchema })

/** Fraction of the current clip, for the progress bar. */
export const clipProgressSchema = z.object({ clipId: z.number().int(), fraction: z.number() })

/** Fraction of the current video. */
export const videoProgressSchema = z.object({ videoId: z.number().int(), fraction: z.number() })

const problem = { code: z.string(), message: z.string() }

export const embeddedClipSchema = z.object({
  type: z.literal('clip'),
  embedding: clipEmbeddingSchema,
  provider: z.string(),
  /** Damaged stretches of the video that were left out. */
  damage: z.array(z.object({ startMs: z.number(), endMs: z.number() })).readonly(),
})

/** The clip cannot be embedded; the others go on. */
export const clipProblemSchema = z.object({
  type: z.literal('problem'),
  clipId: z.number().int(),
  ...problem,
})

/** One stretch of a video was looked at; stretches of a video come in order and without gaps. */
export const seenFacesSchema = z.object({ type: z.literal('faces'), observations: faceObservationsSchema })

/** The video cannot be read; the others go on. */
export const videoProblemSchema = z.object({
  type: z.literal('video-problem'),
  videoId: z.number().int(),
  ...problem,
})

/** To the host. */
export const hostRequestSchema = z.discriminatedUnion('type', [
  z.discriminatedUnion('kind', [
    requestMessage('embed-clips', embedRequestSchema),
    requestMessage('find-faces', faceSearchRequestSchema),
    requestMessage('embed-texts', textsRequestSchema),
    requestMessage('try-engine', trialRequestSchema),
  ]),
  cancelMessage,
  pauseMessage,
  resumeMessage,
  /** One item was handled; see `MAX_UNTAKEN`. */
  takenMessage,
  z.object({ type: z.literal('dispose') }),
])
export type HostRequest = z.infer<typeof hostRequestSchema>

/** From the host. */
export const hostReplySchema = z.discriminatedUnion('type', [
  /** Sent once, when the host can take requests. */
  z.object({ type: z.literal('ready'), status: inferenceStatusSchema }),
  z.object({ type: z.literal('status'), status: inferenceStatusSchema }),
  progressMessage(z.union([clipProgressSchema, videoProgressSchema])),
  itemMessage(
    z.discriminatedUnion('type', [
      embeddedClipSchema,
      clipProblemSchema,
      seenFacesSchema,
      videoProblemSchema,
    ]),
  ),
  z.discriminatedUnion('kind', [
    resultMessage('embed-clips', z.null()),
    resultMessage('find-faces', z.null()),
    resultMessage('embed-texts', z.array(textEmbeddingSchema)),
    resultMessage('try-engine', engineTrialSchema),
  ]),
  errorMessage,
])
export type HostReply = z.infer<typeof hostReplySchema>

/** So many clips, stretches of faces and problems may be on their way; then the host waits. */
export const MAX_UNTAKEN = 2
