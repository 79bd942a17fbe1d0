import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { FrameRequest, FrameSampling, MediaTools } from '#core/media/types.ts'
import { aVideo, testFfmpeg, type VideoRecipe } from '../helpers/make-video.ts'
import { referenceFrames, type ReferenceFrame } from '../helpers/reference-frames.ts'
import { thorough } from '../helpers/thorough.ts'

let folder: string
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-frames-'))
  media = createMediaTools(await testFfmpeg())
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

interface ReadFrame {
  readonly timeMs: number
  readonly rgb: Buffer
}

async function read(request: Partial<FrameRequest> & { file: string }): Promise<ReadFrame[]> {
  const frames: ReadFrame[] = []
  for await (const { timeMs, rgb } of media.readFrames({
    startMs: 0,
    endMs: 1e9,
    sampling: { kind: 'every', frames: 1, maxFrames: null },
    maxSide: 4000,
    ...request,
  })) {
    frames.push({ timeMs, rgb: Buffer.from(rgb) })
  }
  return frames
}

type Span = Pick<FrameRequest, 'startMs' | 'endMs' | 'sampling'>

/**
 * The rule itself, in the plainest words: the first frame of each cell of 1/fps, from the start of the span on, or
 * each n-th frame of the span. Bounds are 0.05 ms early, cells another 0.6 ms, for time stamps that were rounded.
 */
function expectedFrames(
  all: readonly ReferenceFrame[],
  { startMs, endMs, sampling }: Span,
): ReferenceFrame[] {
  const inSpan = all.filter(
    ({ seconds }) => seconds * 1000 >= startMs - 0.05 && seconds * 1000 < endMs - 0.05,
  )
  if (sampling.kind === 'every') return inSpan.filter((_, index) => index % sampling.frames === 0)
  const served = new Set<number>()
  return inSpan.filter(({ seconds }) => {
    const cell = Math.floor(((seconds * 1000 - startMs + 0.65) * sampling.fps) / 1000)
    if (served.has(cell)) return false
    served.add(cell)
    return true
  })
}

const twelveSeconds = { seconds: 12, width: 96, height: 64 }
const videos: readonly (Omit<VideoRecipe, 'file'> & { readonly name: string })[] = [
  { name: 'h264.mp4', ...twelveSeconds, gop: 60, audio: true },
  { name: 'h264-b-frames.mp4', ...twelveSeconds, gop: 60, bFrames: 3 },
  { name: 'h264-b-frames.mkv', ...twelveSeconds, gop: 250, bFrames: 3, audio: true },
  {
    name: 'h264-open-gop.mp4',
    ...twelveSeconds,
    gop: 30,
    bFrames: 3,
    outputArgs: ['-x264-params', 'open-gop=1'],
  },
  { name: 'h264.mov', ...twelveSeconds, fps: 29.97, gop: 48 },
  { name: 'h264-uneven.mp4', ...twelveSeconds, fps: 30, unevenSteps: true, bFrames: 2 },
  { name: 'hevc.mp4', ...twelveSeconds, codec: 'hevc', gop: 40, outputArgs: ['-tag:v', 'hvc1'] },
  { name: 'vp9.webm', ...twelveSeconds, gop: 90, audio: true },
  { name: 'vp8.webm', ...twelveSeconds, codec: 'vp8', gop: 90 },
  { name: 'vp8-live.webm', ...twelveSeconds, codec: 'vp8', gop: 90, outputArgs: ['-live', '1'] },
  { name: 'mpeg4.avi', ...twelveSeconds, gop: 60 },
  { name: 'mpeg4-b-frames.avi', ...twelveSeconds, gop: 60, bFrames: 2 },
  { name: 'mjpeg.avi', ...twelveSeconds, codec: 'mjpeg' },
  {
    name: 'odd-size.mkv',
    seconds: 12,
    width: 97,
    height: 63,
    codec: 'mjpeg',
    source: 'testsrc=s=97x63:r=25',
  },
]

const rate = (fps: number): FrameSampling => ({ kind: 'rate', fps, maxFrames: 100_000 })
const every = (frames: number): FrameSampling => ({ kind: 'every', frames, maxFrames: null })

const spans: readonly Span[] = [
  { startMs: 0, endMs: 1e9, sampling: rate(5) },
  { startMs: 7013, endMs: 9000, sampling: rate(12) },
  { startMs: 0, endMs: 12_000, sampling: rate(25) },
  { startMs: 10_000, endMs: 10_400, sampling: rate(1000) },
  { startMs: 11_700, endMs: 60_000, sampling: rate(8) },
  { startMs: 0, endMs: 1e9, sampling: every(4) },
  { startMs: 7013, endMs: 9000, sampling: every(4) },
  { startMs: 6980, endMs: 1e9, sampling: every(3) },
]

/** Of each video: some of them, in turn, so that each is asked of several videos; all of all in the thorough run. */
const spansOf = (name: string): readonly Span[] => {
  const first = videos.findIndex((video) => video.name === name)
  return spans.filter((_, at) => (at + first) % spans.length < thorough(2, spans.length))
}

describe('frames are exactly those of the file', () => {
  it.each(videos)(
    'in $name: time and picture, from the start and after a seek',
    async ({ name, ...recipe }) => {
      const file = await aVideo({ ...recipe, file: join(folder, name) })
      const all = await referenceFrames(file, { width: recipe.width ?? 0, height: recipe.height ?? 0 })
      expect(all.length).toBeGreaterThan(150)
      for (const span of spansOf(name)) {
        const frames = await read({ file, ...span })
        const expected = expectedFrames(all, span)
        expect(expected.length).toBeGreaterThan(1)
        expect(frames.map(({ timeMs }) => Math.round(timeMs))).toEqual(
          expected.map(({ seconds }) => Math.round(seconds * 1000)),
        )
        const wrong = frames.filter(({ rgb }, index) => expected[index]?.rgb.equals(rgb) !== true)
        expect(wrong.map(({ timeMs }) => timeMs)).toEqual([])
      }
    },
  )
})
