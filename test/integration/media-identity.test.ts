import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameSize } from '#core/media/frames/frame-size.ts'
import { probeVideo } from '#core/media/probe/probe.ts'
import { framesAtRandom, numbersByFfmpeg } from '../helpers/frame-identity.ts'
import { usersFfmpeg } from '../helpers/make-video.ts'
import { aNumberedVideo, canEncode, numberedVariants } from '../helpers/numbered-video.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

/** In each video; where the readers disagree, more of them only say it more often. */
const positions = thorough(6, 200)

/** Twelve seconds, or a quarter of them: two groups of pictures each at least. */
const frames = thorough(75, 300)

/**
 * By the ffmpeg of this computer: one of each way in which pictures are ordered, timed, turned and found. The player's
 * test compares the frame times of others with the same numbers, and media-frames.test.ts reads the other codecs.
 */
const usual = [
  'b-frames.mp4',
  'variable-rate.mkv',
  'turned-270.mp4',
  'edit-list.mp4',
  'hevc-10-bit.mp4',
  'vp8-hidden-pictures.webm',
]
const variants = numberedVariants
  .filter(({ name }) => isThorough || usual.includes(name))
  .map((variant) => ({ ...variant, frames }))

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-identity-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('knows each of them by its name', () => {
  expect(variants).toHaveLength(isThorough ? numberedVariants.length : usual.length)
})

describe('the reader, the list of frame times and ffmpeg mean the same picture by a number', () => {
  it.each(variants)('in $name', async (variant) => {
    if (!(await canEncode(variant))) return
    const file = await aNumberedVideo(folder, variant)
    const facts = await probeVideo(await usersFfmpeg(), file)
    const numbers = await numbersByFfmpeg(file, frameSize(facts, 4000))
    const { times, seen, missing } = await framesAtRandom(file, { positions, seed: 4 })
    expect(times).toHaveLength(numbers.length)
    expect(missing).toEqual([])
    expect(seen.length).toBeGreaterThanOrEqual(positions)
    expect(seen.map(({ number }) => number)).toEqual(seen.map(({ index }) => numbers[index]))
    // Every picture that was drawn is there; only an edit list leaves out some at the start.
    const [first = 0] = numbers
    expect(numbers).toEqual(Array.from({ length: variant.frames - first }, (_, k) => first + k))
    expect(first).toBe(variant.copied === undefined ? 0 : 33)
  })
})
