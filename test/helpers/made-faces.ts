import { FACE_EMBEDDING_DIM, faceMeasures } from '#core/faces/types.ts'
import type { FaceMeasure, FaceObservations, Track } from '#core/faces/types.ts'

/** Sharp, looking ahead, in full view, the mouth closed. */
export const clearFace: Readonly<Record<FaceMeasure, number>> = {
  sharpness: 500,
  yawDeg: 0,
  pitchDeg: 0,
  rollDeg: 0,
  occlusion: 0,
  mouthOpen: 0.02,
}

/** Unit vectors at an angle whose chord is `apart`, from person to person; `apart` 0 is the person itself. */
export function likeness(person: number, apart = 0): Float32Array {
  const embedding = new Float32Array(FACE_EMBEDDING_DIM)
  const angle = 2 * Math.asin(apart / 2)
  embedding[person * 2] = Math.cos(angle)
  embedding[person * 2 + 1] = Math.sin(angle)
  return embedding
}

export interface MadeFace {
  readonly x: number
  readonly y?: number
  readonly size?: number
  /** Null for a face that cannot be known. */
  readonly like: Float32Array | null
  readonly measures?: Partial<Record<FaceMeasure, number>>
}

/** One look after the other, a fifth of a second apart, each with its faces. */
export function observed(looks: readonly (readonly MadeFace[])[], fromMs = 0): FaceObservations {
  const rows = looks.flatMap((faces, frame) => faces.map((face) => ({ face, frame })))
  const unknown = new Float32Array(FACE_EMBEDDING_DIM).fill(Number.NaN)
  const embeddings = new Float32Array(rows.length * FACE_EMBEDDING_DIM)
  for (const [i, { face }] of rows.entries()) embeddings.set(face.like ?? unknown, i * FACE_EMBEDDING_DIM)
  return {
    videoId: 1,
    fromMs,
    toMs: fromMs + looks.length * 200,
    pictureWidth: 1000,
    pictureHeight: 500,
    frameTimes: Float64Array.from(looks, (_, frame) => fromMs + frame * 200),
    frameOf: Int32Array.from(rows, ({ frame }) => frame),
    boxes: Float32Array.from(rows.flatMap(({ face: { x, y = 100, size = 100 } }) => [x, y, size, size])),
    confidences: new Float32Array(rows.length).fill(0.9),
    embeddings,
    measures: Float32Array.from(rows.flatMap(({ face }) => measureRow(face.measures))),
  }
}

const measureRow = (changes: MadeFace['measures'] = {}): number[] =>
  faceMeasures.map((name) => ({ ...clearFace, ...changes })[name])

export interface MadeTrack {
  readonly videoId?: number
  /** ms */
  readonly times: readonly number[]
  readonly like?: Float32Array | null
  /** x, y, width, height, confidence at each time; the same box throughout when not given. */
  readonly boxes?: readonly (readonly number[])[]
  readonly measures?: (index: number) => MadeFace['measures']
}

export function aTrack({ videoId = 1, times, like = null, boxes, measures }: MadeTrack): Track {
  const standing = [100, 100, 100, 100, 0.9]
  return {
    videoId,
    times: Float64Array.from(times),
    boxes: Float32Array.from(boxes?.flat() ?? times.flatMap(() => standing)),
    measures: Float32Array.from(times.flatMap((_, i) => measureRow(measures?.(i)))),
    embedding: like,
  }
}

/** So many times, a fifth of a second apart. */
export const looksFrom = (startMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => startMs + i * 200)
