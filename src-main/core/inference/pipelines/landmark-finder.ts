import type { FacePack } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import type { Session } from '../session/ort-session.ts'
import { landmarkBox, placeLandmarks } from '../postprocess/landmark-box.ts'
import { clipToPicture } from '../processors/picture.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { Picture } from '../processors/picture.ts'
import { createSquareSampler } from '../processors/square-sampler.ts'
import { sharedFloats } from '../session/worker-session.ts'

/**
 * Finds the landmarks of a face that is known. One call at a time; reads the picture before it returns. Null when the
 * face lies outside the picture. Rejects with AppError `detector-failed`.
 */
export interface LandmarkFinder {
  /** Box around the landmarks. */
  landmarks(picture: Picture, face: Box): Promise<Box | null>
  /** The landmarks themselves, x and y of each in picture pixels. */
  points(picture: Picture, face: Box): Promise<Float64Array | null>
}

export function createLandmarkFinder(
  { input, output, points: count }: FacePack['landmarks'],
  session: Session,
): LandmarkFinder {
  // face-api pads a face on both sides.
  const sampler = createSquareSampler(input, 'both')
  const tensor = sharedFloats(sampler.length)

  async function run(): Promise<Float32Array> {
    const inputs = { [input.name]: { data: tensor, dims: [1, 3, input.size, input.size] } }
    const result = (await session.run(inputs, [output]))[output]
    if (result?.data.length !== count * 2) throw new RangeError('landmarks of the wrong number')
    return result.data
  }

  async function points(picture: Picture, face: Box): Promise<Float64Array | null> {
    const crop = clipToPicture(face, picture)
    if (crop === null) return null
    const placement = sampler.write(picture, crop, { data: tensor, offset: 0 })
    return orDetectorFailed(async () => placeLandmarks(await run(), crop, placement))
  }

  return {
    points,
    async landmarks(picture, face) {
      const found = await points(picture, face)
      return found === null ? null : landmarkBox(found)
    },
  }
}

export async function orDetectorFailed<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AppError('detector-failed', `The face detector gave no usable answer (${reason}).`, { cause })
  }
}
