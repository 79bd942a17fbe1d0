import { overlap } from '../processors/picture.ts'
import type { Box } from '../processors/picture.ts'
import type { Detection } from './detections.ts'

/** Faces that overlap less than this with the last one are taken for another person's, or another shot's. */
const SAME_FACE_OVERLAP = 0.3

/**
 * Which face a clip is about when there are several. The face of the frame before is followed while it is
 * there; otherwise the one with the largest confidence x area is taken, which in an interview is the person
 * the camera is on. Identity across a whole clip is not tracked.
 */
export function chooseFace(detections: readonly Detection[], previous: Box | null): Detection | null {
  const followed = previous === null ? null : best(detections, (face) => overlap(face, previous))
  if (followed !== null && previous !== null && overlap(followed, previous) >= SAME_FACE_OVERLAP)
    return followed
  return best(detections, ({ confidence, width, height }) => confidence * width * height)
}

function best(detections: readonly Detection[], value: (face: Detection) => number): Detection | null {
  let chosen: Detection | null = null
  for (const face of detections) if (chosen === null || value(face) > value(chosen)) chosen = face
  return chosen
}
