import type { Box } from '#shared/geometry/box.ts'

/** Numbers that identify a face: unit length, as dlib's ResNet gives them. */
export const FACE_EMBEDDING_DIM = 128

/** What is measured on each face, in this order; see `measureFace`. */
export const faceMeasures = ['sharpness', 'yawDeg', 'pitchDeg', 'rollDeg', 'occlusion', 'mouthOpen'] as const
export type FaceMeasure = (typeof faceMeasures)[number]

/** Every face that was seen in a stretch of one video. */
export interface FaceObservations {
  readonly videoId: number
  /** The stretch that was looked at, ms, half-open. */
  readonly fromMs: number
  readonly toMs: number
  /** Of the picture that was looked at, in pixels. */
  readonly pictureWidth: number
  readonly pictureHeight: number
  /** Every frame that was looked at, with or without a face; ms, Float64[frames] */
  readonly frameTimes: Float64Array
  /** Faces in order of time, then surest first: which of the frames; Int32[faces] */
  readonly frameOf: Int32Array
  /** x, y, width, height in pixels; Float32[faces * 4] */
  readonly boxes: Float32Array
  /** 0 to 1; Float32[faces] */
  readonly confidences: Float32Array
  /** Float32[faces * 128], unit length; NaN where a face was too small or too blurred to be known. */
  readonly embeddings: Float32Array
  /** Float32[faces * faceMeasures.length] */
  readonly measures: Float32Array
}

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
export interface SubjectPath {
  /** ms, ascending; Float64[n] */
  readonly times: Float64Array
  /**
   * x, y, width, height, confidence in shares of the picture; Float32[n * 5]. NaN ends a stretch: from there to
   * the next box, nobody knows where the face is.
   */
  readonly boxes: Float32Array
}

export type { Box }
