import type { Box, FaceObservations } from '../../faces/types.ts'
import { FACE_EMBEDDING_DIM, faceMeasures } from '../../faces/types.ts'

/** One face in one frame. */
export interface SeenFace extends Box {
  readonly timeMs: number
  readonly confidence: number
  readonly measures: Float32Array
  /** Null where it was too small or too blurred to be known. */
  readonly embedding: Float32Array | null
}

/** The faces of a stretch, frame by frame, frames without a face among them. */
export function facesByFrame(observations: FaceObservations): { timeMs: number; faces: SeenFace[] }[] {
  const { frameTimes, frameOf, boxes, confidences, embeddings, measures } = observations
  const frames = Array.from(frameTimes, (timeMs) => ({ timeMs, faces: [] as SeenFace[] }))
  for (const [face, frameIndex] of frameOf.entries()) {
    const frame = frames[frameIndex]
    const [x = 0, y = 0, width = 0, height = 0] = boxes.subarray(face * 4, face * 4 + 4)
    const embedding = embeddings.subarray(face * FACE_EMBEDDING_DIM, (face + 1) * FACE_EMBEDDING_DIM)
    frame?.faces.push({
      ...{ timeMs: frame.timeMs, x, y, width, height },
      confidence: confidences[face] ?? 0,
      measures: measures.subarray(face * faceMeasures.length, (face + 1) * faceMeasures.length),
      embedding: Number.isNaN(embedding[0]) ? null : embedding,
    })
  }
  return frames
}
