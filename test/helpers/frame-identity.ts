import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { passEveryFrame } from '#core/media/ffmpeg/ffmpeg-arguments.ts'
import { readDense } from '#core/media/frames/dense-read.ts'
import { readVideoFrames, startReading } from '#core/media/frames/frame-reader.ts'
import { readFrameTimes } from '#core/media/frames/frame-times.ts'
import type { RatePlan } from '#core/media/frames/frame-sampling.ts'
import { probeVideo } from '#core/media/probe/probe.ts'
import type { Reading } from '#core/media/frames/reading.ts'
import { readSparse } from '#core/media/frames/sparse-read.ts'
import type { DecodedFrame, FrameRequest } from '#core/media/types.ts'
import { createRandom, randomIndex } from '#core/statistics/random.ts'
import { usersFfmpeg } from './make-video.ts'
import { numberIn } from './numbered-video.ts'

/** A picture that one of the readers gave. */
export interface SeenFrame {
  /** Which picture of the file its time stamp says it is, by `readFrameTimes`; -1 for none. */
  readonly index: number
  /** The number that is drawn in it. */
  readonly number: number
}

/** The numbers drawn in the pictures of a file, in ffmpeg's own order: decoded once, without any code of ours. */
export async function numbersByFfmpeg(
  file: string,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<number[]> {
  const { ffmpeg, version } = await usersFfmpeg()
  const { stdout } = await promisify(execFile)(
    ffmpeg,
    [
      ...['-v', 'error', '-i', file, '-map', '0:v:0', ...passEveryFrame(version)],
      ...['-vf', `scale=${String(width)}:${String(height)}`, '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
    ],
    { maxBuffer: 1024 ** 3, encoding: 'buffer' },
  )
  const bytes = width * height * 3
  return Array.from({ length: stdout.length / bytes }, (_, index) =>
    numberIn({ width, height, pixels: stdout.subarray(index * bytes, (index + 1) * bytes) }),
  )
}

/**
 * Reads frames at about so many random positions, in both ways of reading: short spans that are decoded, from any
 * picture on, and single pictures that lie far apart and are sought.
 */
export async function framesAtRandom(
  file: string,
  { positions, seed }: { readonly positions: number; readonly seed: number },
): Promise<{ readonly times: Float64Array; readonly seen: SeenFrame[]; readonly missing: string[] }> {
  const tools = await usersFfmpeg()
  const facts = await probeVideo(tools, file)
  const { ticks, timesMs } = await readFrameTimes({ tools, facts }, file)
  const random = createRandom(seed)
  const pick = (count: number) => randomIndex(random, count)
  const seen: SeenFrame[] = []
  const missing: string[] = []

  async function take(frames: AsyncIterable<DecodedFrame>, expected: readonly number[]): Promise<void> {
    const found: number[] = []
    for await (const { rgb, ticks: tick, ...size } of frames) {
      found.push(ticks.indexOf(tick))
      seen.push({ index: ticks.indexOf(tick), number: numberIn({ ...size, pixels: rgb }) })
    }
    if (found.join() !== expected.join()) missing.push(`${found.join()} instead of ${expected.join()}`)
  }

  const request = (startMs: number, sampling: FrameRequest['sampling']): FrameRequest => ({
    ...{ file, startMs, endMs: 1e9, maxSide: 4000, sampling },
  })
  while (seen.length < positions / 2) {
    const first = pick(ticks.length)
    const frames = 1 + pick(9)
    const sampling = { kind: 'every', frames, maxFrames: 5 } as const
    const expected = [0, 1, 2, 3, 4].map((step) => first + step * frames).filter((k) => k < ticks.length)
    await take(readVideoFrames({ tools, facts }, request(timesMs[first] ?? 0, sampling)), expected)
  }
  while (seen.length < positions) {
    const startMs = (timesMs[0] ?? 0) + random() * 500
    const sampling = { kind: 'rate', fps: 1.2 + random(), maxFrames: 100 } as const
    const endMs = facts.probe.durationMs
    const reading = startReading({ tools, facts }, { ...request(startMs, sampling), endMs })
    const expected = firstsOfCells(timesMs, { startMs, endMs, fps: sampling.fps })
    await take(soughtFrames(reading as Reading<RatePlan>), expected)
  }
  return { times: timesMs, seen, missing }
}

/** By seeking also where decoding everything would be quicker; the rest as ever where seeks lead too far. */
async function* soughtFrames(reading: Reading<RatePlan>): AsyncGenerator<DecodedFrame, void, void> {
  if ((yield* readSparse(reading)) === 'unsuited') yield* readDense(reading)
}

/** The rule in plain words: the first picture of each cell; bounds are a little early for rounded time stamps. */
function firstsOfCells(
  timesMs: Float64Array,
  { startMs, endMs, fps }: { startMs: number; endMs: number; fps: number },
): number[] {
  const served = new Map<number, number>()
  for (const [index, ms] of timesMs.entries()) {
    if (ms < startMs - 0.05 || ms >= endMs - 0.05) continue
    const cell = Math.floor(((ms - startMs + 0.65) * fps) / 1000)
    if (!served.has(cell)) served.set(cell, index)
  }
  return [...served.values()]
}
