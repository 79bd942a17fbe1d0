/** What PyTorch computes with the checkpoints in test/fixtures; scripts/reference/make_fixtures.py wrote both. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Checkpoint } from '#core/packs/checkpoint/checkpoint.ts'
import { openCheckpoint } from '#core/packs/checkpoint/open-checkpoint.ts'
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { createClipSampler } from '#core/inference/processors/clip-sampler.ts'
import { combine } from '#core/packs/build/combine.ts'
import type { CombinedModel } from '#core/packs/build/combine.ts'

const rows = z.array(z.array(z.number()))
const combinationSchema = z.object({
  files: z.array(z.string()),
  imageSize: z.number(),
  logitScale: z.number(),
  inputIds: rows,
  textEmbeds: rows,
  clips: z.array(
    z.object({
      frameEmbeds: rows,
      videoEmbeds: z.array(z.number()),
      logits: z.array(z.number()),
      probabilities: z.array(z.number()),
    }),
  ),
})
export type GoldenCombination = z.infer<typeof combinationSchema>

const goldenSchema = z.object({
  clips: z.array(
    z.object({
      frames: z.number(),
      height: z.number(),
      width: z.number(),
      stepX: z.number(),
      stepY: z.number(),
    }),
  ),
  texts: z.array(z.string()),
  combinations: z.record(z.string(), combinationSchema),
})

const folder = resolve(import.meta.dirname, '../../../../../fixtures/checkpoints')
export const fixture = (name: string): string => join(folder, name)
export const fixtures = (...names: readonly string[]): string[] => names.map(fixture)

export const golden = goldenSchema.parse(JSON.parse(readFileSync(fixture('golden.json'), 'utf8')))

export function goldenCombination(name: string): GoldenCombination {
  const found = golden.combinations[name]
  if (found === undefined) throw new Error(`no golden values of ${name}`)
  return found
}

/** Combinations that a pack is made of; the small vocabulary of the other one is nobody's. */
export const packCombinations = ['emoclip', 'emoclipBf16', 'downstream', 'clip'] as const

export interface GoldenClip {
  readonly width: number
  readonly height: number
  readonly rgb: Uint8Array
}

/** Bytes by the formula in golden.json. */
export const goldenClips: readonly GoldenClip[] = golden.clips.map(
  ({ frames, height, width, stepX, stepY }) => {
    const rgb = new Uint8Array(frames * height * width * 3)
    for (let i = 0; i < rgb.length; i++) {
      const c = i % 3
      const x = Math.floor(i / 3) % width
      const y = Math.floor(i / 3 / width) % height
      const t = Math.floor(i / 3 / width / height)
      rgb[i] = (x * stepX + y * stepY + c * 29 + t * 31 + ((x * y) % 17) * 3) % 256
    }
    return { width, height, rgb }
  },
)

/** The frames of all clips together, normalised, resized and cropped: Float32[n * 3 * size * size]. */
export function goldenPixels(size: number): Float32Array {
  const sampler = createClipSampler({
    size,
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  })
  const frames = goldenClips.flatMap(({ width, height, rgb }) => {
    const bytes = width * height * 3
    return Array.from({ length: rgb.length / bytes }, (_, index) => ({
      width,
      height,
      rgb: rgb.subarray(index * bytes, (index + 1) * bytes),
    }))
  })
  const pixels = new Float32Array(frames.length * sampler.length)
  for (const [index, frame] of frames.entries()) {
    const whole = { x: 0, y: 0, width: frame.width, height: frame.height }
    sampler.write(frame, whole, { data: pixels, offset: index * sampler.length })
  }
  return pixels
}

/** Opened until the test has ended. */
export async function openFixtures(...names: readonly string[]): Promise<Checkpoint[]> {
  const checkpoints = await Promise.all(names.map((name) => openCheckpoint(fixture(name))))
  onTestFinished(async () => {
    await Promise.all(checkpoints.map((checkpoint) => checkpoint.close()))
  })
  return checkpoints
}

export async function fixtureModel(...names: readonly string[]): Promise<CombinedModel> {
  return combine(await openFixtures(...names))
}

/** Largest difference as a share of the largest golden value. */
export function deviation(
  actual: ArrayLike<number>,
  expected: readonly (number | readonly number[])[],
): number {
  return distanceOf(actual, expected.flat()).deviation
}

export const topOf = (values: readonly number[]): number => values.indexOf(Math.max(...values))
