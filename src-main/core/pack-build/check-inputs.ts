import type { Architecture } from '#shared/domain/pack.ts'
import { createRandom } from '#shared/stats/random.ts'
import { createClipTokenizer } from '../inference/text/clip-tokenizer.ts'

/** What a new pack is checked on: made up, the same for the same sizes. */
export interface CheckInputs {
  /** Normalised pixels, Float32[n * 3 * size * size]. */
  readonly pixels: Float32Array
  readonly frames: number
  /** From start mark to end mark. */
  readonly texts: readonly Int32Array[]
}

/** Multiplications that the slow pass may take for frames; the visual tower of ViT-L/14 alone takes 80 G a frame. */
const FRAME_BUDGET = 12e9
const MOST_FRAMES = 3

const sentences = ['A smile: the lip corners go up.', 'The gaze drops and the brows are drawn together.']

export async function checkInputs(architecture: Architecture): Promise<CheckInputs> {
  const { width, layers, patchSize, imageSize } = architecture.visual
  const tokens = (imageSize / patchSize) ** 2 + 1
  const frames = Math.max(1, Math.min(MOST_FRAMES, Math.floor(FRAME_BUDGET / (tokens * layers * 12 * width ** 2))))
  const tokenizer = createClipTokenizer()
  const texts = await Promise.all(
    sentences.map(async (sentence) => {
      const { ids, tokenCount } = await tokenizer.encode(sentence)
      return ids.slice(0, tokenCount)
    }),
  )
  return { pixels: softPictures(frames, imageSize), frames, texts }
}

/** Light and dark blobs with a little noise, in the range of normalised pixels: nearer to a face than noise alone. */
function softPictures(frames: number, size: number): Float32Array {
  const random = createRandom(1)
  const pixels = new Float32Array(frames * 3 * size * size)
  for (let frame = 0; frame < frames; frame++) {
    for (let channel = 0; channel < 3; channel++) {
      const blobs = Array.from({ length: 6 }, () => ({
        x: random() * size,
        y: random() * size,
        radius: (0.1 + 0.3 * random()) * size,
        height: 3 * random() - 1.5,
      }))
      const start = (frame * 3 + channel) * size * size
      for (let i = 0; i < size * size; i++) {
        const [x, y] = [i % size, Math.floor(i / size)]
        const light = blobs.reduce(
          (sum, blob) =>
            sum + blob.height * Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / blob.radius ** 2),
          0,
        )
        pixels[start + i] = light + 0.2 * (random() - 0.5)
      }
    }
  }
  return pixels
}
