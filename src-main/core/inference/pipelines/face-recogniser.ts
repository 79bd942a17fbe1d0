import type { FacePack } from '#shared/domain/pack.ts'
import type { Session } from '../session/ort-session.ts'
import { createAlignedSampler } from '../processors/aligned-sampler.ts'
import type { Picture } from '../processors/picture.ts'
import { sharedFloats } from '../session/worker-session.ts'
import { orDetectorFailed } from './landmark-finder.ts'

/** Turns faces into numbers by which people are told apart. Rejects with AppError `detector-failed`. */
export interface FaceRecogniser {
  /** The face with these 68 landmarks; unit length. One call at a time; reads the picture before it returns. */
  embed(picture: Picture, points: ArrayLike<number>): Promise<Float32Array>
}

export function createFaceRecogniser(
  { input, output, embeddingDim }: FacePack['recogniser'],
  session: Session,
): FaceRecogniser {
  const sampler = createAlignedSampler(input)
  const data = sharedFloats(sampler.length)

  async function run(): Promise<Float32Array> {
    const inputs = { [input.name]: { data, dims: [1, 3, input.size, input.size] } }
    const result = (await session.run(inputs, [output]))[output]
    if (result?.data.length !== embeddingDim) throw new RangeError('a face in the wrong number of values')
    const length = Math.hypot(...result.data)
    if (!Number.isFinite(length) || length === 0) throw new RangeError('a face that is not a number')
    return result.data.map((value) => value / length)
  }

  return {
    embed(picture, points) {
      sampler.write(picture, points, { data, offset: 0 })
      return orDetectorFailed(run)
    },
  }
}
