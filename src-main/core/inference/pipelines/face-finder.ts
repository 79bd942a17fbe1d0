import type { FacePack } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { Session } from '../ort-session.ts'
import { decodeDetections } from '../postprocess/detections.ts'
import type { Detection } from '../postprocess/detections.ts'
import { landmarkBox } from '../postprocess/landmark-box.ts'
import { clipToPicture } from '../processors/picture.ts'
import type { Box, Picture } from '../processors/picture.ts'
import { createSquareSampler } from '../processors/square-sampler.ts'
import { sharedFloats } from '../worker-session.ts'

/** Finds faces and their landmarks. Rejects with AppError `detector-failed`, never for want of a face. */
export interface FaceFinder {
  /**
   * Surest first. Reads the picture before it returns; so the next picture can be prepared while the net is
   * busy with this one. At most two calls may be open at once.
   */
  detect(picture: Picture): Promise<Detection[]>
  /** Box around the landmarks of a face; null when the face lies outside the picture. One call at a time. */
  landmarks(picture: Picture, face: Box): Promise<Box | null>
  /** Resolves when no detection is under way. */
  settled(): Promise<unknown>
}

export interface FaceSessions {
  readonly detector: Session
  readonly landmarks: Session
}

export function createFaceFinder(pack: FacePack, sessions: FaceSessions): FaceFinder {
  const { detector, landmarks } = pack
  // face-api pads the whole picture at the end, and a face on both sides.
  const wholeSampler = createSquareSampler(detector.input, 'end')
  const faceSampler = createSquareSampler(landmarks.input, 'both')
  const wholeTensors = [sharedFloats(wholeSampler.length), sharedFloats(wholeSampler.length)] as const
  const faceTensor = sharedFloats(faceSampler.length)
  let turn: 0 | 1 = 0
  let running: Promise<unknown> = Promise.resolve()

  async function runDetector(data: Float32Array, side: number): Promise<Detection[]> {
    const { input, output, anchors, scoreThreshold, iouThreshold } = detector
    const inputs = { [input.name]: { data, dims: [1, 3, input.size, input.size] } }
    const grid = (await sessions.detector.run(inputs, [output]))[output]
    if (grid === undefined) throw new RangeError('no grid')
    const cells = grid.dims[1] ?? 0
    return decodeDetections({ grid: grid.data, cells, anchors, side, scoreThreshold, iouThreshold })
  }

  async function runLandmarks(): Promise<Float32Array> {
    const { input, output, points } = landmarks
    const inputs = { [input.name]: { data: faceTensor, dims: [1, 3, input.size, input.size] } }
    const result = (await sessions.landmarks.run(inputs, [output]))[output]
    if (result?.data.length !== points * 2) throw new RangeError('landmarks of the wrong number')
    return result.data
  }

  return {
    detect(picture) {
      turn = turn === 0 ? 1 : 0
      const data = wholeTensors[turn]
      const whole = { x: 0, y: 0, width: picture.width, height: picture.height }
      const { side } = wholeSampler.write(picture, whole, { data, offset: 0 })
      const detections = orDetectorFailed(() => runDetector(data, side))
      // The caller sees the failure; here, only the end counts.
      running = Promise.allSettled([running, detections])
      return detections
    },
    async landmarks(picture, face) {
      const crop = clipToPicture(face, picture)
      if (crop === null) return null
      const placement = faceSampler.write(picture, crop, { data: faceTensor, offset: 0 })
      return orDetectorFailed(async () => landmarkBox(await runLandmarks(), crop, placement))
    },
    settled: () => running,
  }
}

async function orDetectorFailed<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('detector-failed', `The face detector gave no usable answer (${reason}).`, { cause })
  }
}
