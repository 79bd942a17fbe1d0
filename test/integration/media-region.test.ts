import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { DecodedFrame, FrameRequest, FrameSampling, MediaTools } from '#core/media/types.ts'
import type { Box } from '#shared/geometry/box.ts'
import { aVideo, testFfmpeg } from '../helpers/make-video.ts'
import type { VideoRecipe } from '../helpers/make-video.ts'
import { thorough } from '../helpers/thorough.ts'

let folder: string
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-region-'))
  media = createMediaTools(await testFfmpeg())
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function framesOf(request: FrameRequest): Promise<DecodedFrame[]> {
  const frames: DecodedFrame[] = []
  for await (const frame of media.readFrames(request)) frames.push({ ...frame, rgb: frame.rgb.slice() })
  return frames
}

/** These pixels of a frame, by their place in the whole picture. */
function pixels({ rgb, width, part }: DecodedFrame, box: Box): Buffer {
  const [x, y] = [box.x - (part?.x ?? 0), box.y - (part?.y ?? 0)]
  return Buffer.concat(
    Array.from({ length: box.height }, (_, row) =>
      rgb.subarray(((y + row) * width + x) * 3, ((y + row) * width + x + box.width) * 3),
    ),
  )
}

const coded = (format: string, more: readonly string[] = []): Partial<VideoRecipe> => ({
  outputArgs: ['-pix_fmt', format, ...more],
})
const recipes: readonly (readonly [string, Partial<VideoRecipe>])[] = [
  ['usual.mp4', {}],
  ['hd-colours.mp4', coded('yuv420p', ['-colorspace', 'bt709', '-color_range', 'tv'])],
  ['full-range.mp4', coded('yuvj420p', ['-color_range', 'pc'])],
  ['ten-bit.mp4', coded('yuv420p10le')],
  ['fine-colour.mp4', coded('yuv422p')],
  ['finest-colour.mp4', coded('yuv444p')],
  ['turned.mp4', { rotationDeg: 90 }],
  ['upside-down.mp4', { rotationDeg: 180 }],
  ['mpeg4.avi', {}],
  ['vp9.webm', {}],
]
const regions: readonly Box[] = [
  { x: 101, y: 53, width: 77, height: 91 },
  { x: 0, y: 0, width: 40, height: 40 },
  { x: 250, y: 130, width: 54, height: 62 },
]
/** One of each recipe, in turn; all in the thorough run. */
const regionsOf = (name: string): readonly Box[] => {
  const first = recipes.findIndex(([known]) => known === name)
  return regions.filter((_, at) => (at + first) % regions.length < thorough(1, regions.length))
}
const samplings: readonly FrameSampling[] = [
  { kind: 'every', frames: 10, maxFrames: null },
  // So far apart that each is sought.
  { kind: 'rate', fps: 0.5, maxFrames: 10 },
]

it.each(recipes)(
  '%s: a part of the picture has the pixels that the whole has there',
  async (name, recipe) => {
    const file = await aVideo({
      file: join(folder, name),
      width: 304,
      height: 304,
      seconds: 6,
      gop: 25,
      ...recipe,
    })
    for (const sampling of samplings) {
      const request = { file, startMs: 0, endMs: 6000, sampling, maxSide: 1920 }
      const whole = await framesOf(request)
      for (const region of regionsOf(name)) {
        const parts = await framesOf({ ...request, region: () => region })
        expect(parts.map(({ timeMs }) => timeMs)).toEqual(whole.map(({ timeMs }) => timeMs))
        for (const [index, part] of parts.entries()) {
          expect(part.part?.picture).toEqual({ width: 304, height: 304 })
          expect(part.width * part.height).toBeLessThan(304 * 304 * 0.5)
          expect(pixels(part, region).equals(pixels(whole[index] ?? part, region))).toBe(true)
        }
      }
    }
  },
)

it('a picture that is scaled is given as a whole', async () => {
  const file = await aVideo({ file: join(folder, 'scaled.mp4'), width: 640, height: 360, seconds: 1 })
  const sampling: FrameSampling = { kind: 'every', frames: 10, maxFrames: null }
  const request = { file, startMs: 0, endMs: 1000, sampling, maxSide: 320 }
  const [frame] = await framesOf({ ...request, region: () => ({ x: 20, y: 20, width: 40, height: 40 }) })
  expect(frame).toMatchObject({ width: 320, height: 180 })
  expect(frame?.part).toBeUndefined()
})
