import { z } from 'zod'
import type { Box } from '#shared/geometry/box.ts'

/** Numbers that identify a face: unit length, as dlib's ResNet gives them. */
export const FACE_EMBEDDING_DIM = 128

/** What is measured on each face, in this order; see `measureFace`. */
export const faceMeasures = ['sharpness', 'yawDeg', 'pitchDeg', 'rollDeg', 'occlusion', 'mouthOpen'] as const
export type FaceMeasure = (typeof faceMeasures)[number]

const float32 = z.custom<Float32Array>((value) => value instanceof Float32Array)
const float64 = z.custom<Float64Array>((value) => value instanceof Float64Array)
const int32 = z.custom<Int32Array>((value) => value instanceof Int32Array)

/** Every face that was seen in a stretch of one video. */
export const faceObservationsSchema = z.object({
  videoId: z.number().int(),
  /** The stretch that was looked at, ms, half-open. */
  fromMs: z.number(),
  toMs: z.number(),
  /** Of the picture that was looked at, in pixels. */
  pictureWidth: z.number().int().positive(),
  pictureHeight: z.number().int().positive(),
  /** Every frame that was looked at, with or without a face; ms, Float64[frames] */
  frameTimes: float64,
  /** Faces in order of time, then surest first: which of the frames; Int32[faces] */
  frameOf: int32,
  /** x, y, width, height in pixels; Float32[faces * 4] */
  boxes: float32,
  /** 0 to 1; Float32[faces] */
  confidences: float32,
  /** Float32[faces * 128], unit length; NaN where a face was too small or too blurred to be known. */
  embeddings: float32,
  /** Float32[faces * faceMeasures.length] */
  measures: float32,
})
export type FaceObservations = Readonly<z.infer<typeof faceObservationsSchema>>

/** One face followed without a break. */
export interface Track {
  readonly videoId: number
  /** ms, ascending; Float64[n] */
  readonly times: Float64Array
  /** x, y, width, height, confidence; Float32[n * 5] */
  readonly boxes: Float32Array
  /** Float32[n * faceMeasures.length] */
  readonly measures: Float32Array
  /** Mean direction of the faces that could be known, unit length; null when none could. */
  readonly embedding: Float32Array | null
}

/** Whose faces a clip is about: where they are at any time, with nobody else's. */
export const subjectPathSchema = z.object({
  /** ms, ascending; Float64[n] */
  times: float64,
  /**
   * x, y, width, height, confidence in shares of the picture; Float32[n * 5]. NaN ends a stretch: from there to
   * the next box, nobody knows where the face is.
   */
  boxes: float32,
})
export type SubjectPath = Readonly<z.infer<typeof subjectPathSchema>>

export type { Box }
