import type { Architecture } from '#shared/domain/pack.ts'
import { probePictures } from '../../inference/engine/probe-pictures.ts'
import { createClipTokenizer } from '../../inference/text/clip-tokenizer.ts'

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
  const frames = Math.max(
    1,
    Math.min(MOST_FRAMES, Math.floor(FRAME_BUDGET / (tokens * layers * 12 * width ** 2))),
  )
  const tokenizer = createClipTokenizer()
  const texts = await Promise.all(
    sentences.map(async (sentence) => {
      const { ids, tokenCount } = await tokenizer.encode(sentence)
      return ids.slice(0, tokenCount)
    }),
  )
  return { pixels: probePictures(frames, imageSize), frames, texts }
}
