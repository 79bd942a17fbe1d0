import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { usualLimits } from '#core/media/ffmpeg/decoder-process.ts'
import { readVideoFrames } from '#core/media/frames/frame-reader.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import { probeVideo } from '#core/media/probe/probe.ts'
import type { DecodedFrame, FfmpegTools, FrameRequest, FrameSampling, MediaTools } from '#core/media/types.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { AppError } from '#shared/errors.ts'
import { aDamagedVideo, aVideo, testFfmpeg, usersFfmpeg } from '../helpers/make-video.ts'
import { referenceFrames } from '../helpers/reference-frames.ts'

let folder: string
let tools: FfmpegTools
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-reading-'))
  tools = await testFfmpeg()
  media = createMediaTools(tools)
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const rate = (fps: number, maxFrames = 300): FrameSampling => ({ kind: 'rate', fps, maxFrames })
const every = (frames: number, maxFrames: number | null = null): FrameSampling => ({
  kind: 'every',
  frames,
  maxFrames,
})
const whole = { startMs: 0, endMs: 1e9, sampling: rate(5), maxSide: 960 }

async function timesOf(
  request: Partial<FrameRequest> & { file: string },
  reader: Pick<MediaTools, 'readFrames'> = media,
): Promise<number[]> {
  const times: number[] = []
  for await (const { timeMs } of reader.readFrames({ ...whole, ...request })) times.push(timeMs)
  return times
}

async function firstFrame(request: Partial<FrameRequest> & { file: string }): Promise<DecodedFrame> {
  for await (const frame of media.readFrames({ ...whole, ...request })) return frame
  throw new Error('no frame')
}

/** Running ffmpeg processes that read this file. */
async function decodersOf(file: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'args'])
  return stdout.split('\n').filter((line) => line.includes('-progress') && line.includes(file)).length
}

/** Mean of a colour channel in a small square around a point, 0 to 255. */
function colourAt({ rgb, width }: DecodedFrame, x: number, y: number): number[] {
  const sum = [0, 0, 0]
  for (let row = y - 2; row < y + 2; row++) {
    for (let column = x - 2; column < x + 2; column++) {
      for (const channel of [0, 1, 2]) {
        sum[channel] = (sum[channel] ?? 0) + (rgb[(row * width + column) * 3 + channel] ?? 0)
      }
    }
  }
  return sum.map((value) => Math.round(value / 16))
}

describe('which frames', () => {
  it('a long span is thinned evenly to the most that may be given', async () => {
    const file = await aVideo({ file: join(folder, 'long.mp4'), seconds: 20 })
    expect(await timesOf({ file, sampling: rate(5, 5) })).toEqual([0, 4000, 8000, 12_000, 16_000])
    expect(await timesOf({ file, startMs: 10_000, sampling: rate(5, 4) })).toEqual([
      10_000, 12_520, 15_000, 17_520,
    ])
  })

  it('two spans that touch share no frame and lose none', async () => {
    const file = await aVideo({ file: join(folder, 'touch.mp4'), seconds: 6 })
    const all = await timesOf({ file, sampling: rate(100) })
    const first = await timesOf({ file, endMs: 3000, sampling: rate(100) })
    const second = await timesOf({ file, startMs: 3000, sampling: rate(100) })
    expect([...first, ...second]).toEqual(all)
  })

  it('times are those of the file also when the recording starts late', async () => {
    const file = await aVideo({
      file: join(folder, 'late.mkv'),
      seconds: 4,
      outputArgs: ['-output_ts_offset', '3'],
    })
    expect(await timesOf({ file, sampling: rate(1) })).toEqual([3000, 4000, 5000, 6000])
    expect(await timesOf({ file, sampling: rate(2), startMs: 5500, endMs: 6600 })).toEqual([5520, 6000, 6520])
  })

  it('a span without a frame is refused in words', async () => {
    const file = await aVideo({ file: join(folder, 'short.mp4'), seconds: 2 })
    await expect(timesOf({ file, startMs: 5000, endMs: 6000 })).rejects.toMatchObject({
      code: 'media-unreadable',
      message: 'short.mp4 ends at 00:02.000: it has no picture at 00:05.000.',
    })
  })

  it('each fourth frame is counted from the first frame of the span', async () => {
    const file = await aVideo({ file: join(folder, 'counted.mp4'), seconds: 8, gop: 40 })
    expect(await timesOf({ file, sampling: every(4) })).toEqual(Array.from({ length: 50 }, (_, i) => i * 160))
    // Key frames are at multiples of 1600 ms: the seek lands where another fourth frame would be the next.
    const times = await timesOf({ file, startMs: 5000, endMs: 5600, sampling: every(4) })
    expect(times).toEqual([5000, 5160, 5320, 5480])
  })

  it('counting goes on where the picture changes its size in the middle of the file', async () => {
    const small = await aVideo({ file: join(folder, 'small.ts'), seconds: 2.2, gop: 25 })
    const wide = { width: 240, height: 180, seconds: 3, gop: 25 }
    const late = ['-output_ts_offset', '2.2']
    const large = await aVideo({ file: join(folder, 'large.ts'), ...wide, outputArgs: late })
    const file = join(folder, 'changing.ts')
    await writeFile(file, Buffer.concat([await readFile(small), await readFile(large)]))
    const users = createMediaTools(await usersFfmpeg())
    const all = await timesOf({ file, sampling: every(1) }, users)
    expect(all).toHaveLength(130)
    for (const startMs of [0, 3500]) {
      const expected = all.filter((ms) => ms >= startMs).filter((_, index) => index % 4 === 0)
      expect(await timesOf({ file, startMs, sampling: every(4) }, users)).toEqual(expected)
    }
  })

  it('so many counted frames are read, or what the span has', async () => {
    const file = await aVideo({ file: join(folder, 'limited.mp4'), seconds: 8 })
    expect(await timesOf({ file, startMs: 3000, sampling: every(4, 3) })).toEqual([3000, 3160, 3320])
    expect(await timesOf({ file, startMs: 7600, sampling: every(4, 32) })).toEqual([7600, 7760, 7920])
    expect(await decodersOf(file)).toBe(0)
  })

  it.each([
    { startMs: 2000, endMs: 1000 },
    { startMs: Number.NaN },
    { sampling: rate(0) },
    { sampling: rate(5, 0) },
    { sampling: every(0) },
    { sampling: every(1.5) },
    { sampling: every(4, 0) },
  ])('refuses nonsense: %o', async (nonsense) => {
    const file = await aVideo({ file: join(folder, 'sound.mp4'), seconds: 1 })
    await expect(timesOf({ file, ...nonsense })).rejects.toMatchObject({ code: 'bad-request' })
  })
})

describe('what a frame looks like', () => {
  const corner = 'color=c=red:s=160x96:r=25,drawbox=x=0:y=0:w=40:h=32:c=blue:t=fill'
  const red = (colour: number[]) => (colour[0] ?? 0) > 200 && (colour[2] ?? 0) < 60
  const blue = (colour: number[]) => (colour[0] ?? 0) < 60 && (colour[2] ?? 0) > 200

  it.each([
    [90, 'upper right', 76, 20],
    [180, 'lower right', 140, 76],
    [270, 'lower left', 20, 140],
  ] as const)('turned by %i degrees, the upper left corner is %s', async (rotationDeg, _where, x, y) => {
    const file = await aVideo({
      file: join(folder, `turned-${rotationDeg}.mp4`),
      source: corner,
      rotationDeg,
    })
    const frame = await firstFrame({ file })
    expect([frame.width, frame.height]).toEqual(rotationDeg === 180 ? [160, 96] : [96, 160])
    expect(blue(colourAt(frame, x, y))).toBe(true)
    expect(red(colourAt(frame, frame.width / 2, frame.height / 2))).toBe(true)
  })

  it('is scaled down to the longest side asked for, never up', async () => {
    const file = await aVideo({ file: join(folder, 'large.mp4'), width: 640, height: 360, seconds: 1 })
    const small = await firstFrame({ file, maxSide: 100 })
    expect([small.width, small.height, small.rgb.length]).toEqual([100, 56, 100 * 56 * 3])
    expect((await firstFrame({ file, maxSide: 5000 })).width).toBe(640)
  })

  it('has square pixels', async () => {
    const file = await aVideo({
      file: join(folder, 'anamorphic.mp4'),
      width: 160,
      height: 120,
      seconds: 1,
      outputArgs: ['-aspect', '16:9'],
    })
    const { width, height } = await firstFrame({ file })
    expect([width, height]).toEqual([160, 90])
  })

  it.each([
    ['bt709', 'tv'],
    ['bt470bg', 'tv'],
    ['bt709', 'pc'],
  ])('has the colours that %s in the %s range means', async (matrix, range) => {
    const file = join(folder, `${matrix}-${range}.mp4`)
    await aVideo({
      file,
      source: `color=c=0x30B060:s=96x64:r=25,format=gbrp,scale=out_color_matrix=${matrix}:out_range=${range},format=yuv420p`,
      outputArgs: ['-colorspace', matrix, '-color_range', range],
      seconds: 1,
    })
    const [r = 0, g = 0, b = 0] = colourAt(await firstFrame({ file }), 48, 32)
    expect(Math.max(Math.abs(r - 0x30), Math.abs(g - 0xb0), Math.abs(b - 0x60))).toBeLessThanOrEqual(4)
  })
})

describe('stopping', () => {
  it('cancelled, it rejects and leaves no decoder behind', async () => {
    const file = await aVideo({ file: join(folder, 'cancelled.mp4'), seconds: 10, width: 640, height: 480 })
    const abort = new AbortController()
    const reading = (async () => {
      for await (const { timeMs } of media.readFrames({
        ...whole,
        file,
        sampling: rate(25),
        signal: abort.signal,
      })) {
        if (timeMs >= 400) abort.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
    expect(await decodersOf(file)).toBe(0)
  })

  it('left early, it leaves no decoder behind', async () => {
    const file = await aVideo({ file: join(folder, 'left.mp4'), seconds: 10, width: 640, height: 480 })
    await firstFrame({ file, sampling: rate(25) })
    expect(await decodersOf(file)).toBe(0)
  })

  it('does not run ahead of a slow reader by more than a few frames', async () => {
    const file = await aVideo({ file: join(folder, 'slow.mp4'), seconds: 10, width: 640, height: 480 })
    const before = process.memoryUsage().arrayBuffers
    let count = 0
    let most = 0
    for await (const frame of media.readFrames({ ...whole, file, sampling: rate(25, 10_000) })) {
      count += 1
      if (count % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
      expect(frame.rgb.length).toBe(640 * 480 * 3)
    }
    expect(count).toBe(250)
    // The whole clip would be 230 MB; the buffers that wait are limited to 24.
    expect(most).toBeLessThan(120e6)
  })
})

describe('damage', () => {
  it('in the middle does not cost the rest, and is reported', async () => {
    const file = await aDamagedVideo(join(folder, 'middle.mp4'))
    const reports: (readonly TimeSpan[])[] = []
    const times = await timesOf({ file, sampling: rate(25), onDamage: (spans) => reports.push(spans) })
    expect(reports).toHaveLength(1)
    const [span, ...more] = reports[0] ?? []
    expect(more).toEqual([])
    // To the next key frame: what lies between builds on the damaged picture.
    expect(span?.endMs).toBe(6000)
    expect(span?.startMs).toBeGreaterThan(3900)
    const sound = Array.from({ length: 250 }, (_, index) => index * 40)
    expect(times).toEqual(sound.filter((ms) => ms < (span?.startMs ?? 0) || ms >= 6000))
    // The same is said of a span that begins right in it.
    const later: TimeSpan[] = []
    const after = await timesOf({
      file,
      startMs: 5600,
      sampling: rate(25),
      onDamage: (spans) => later.push(...spans),
    })
    expect(after[0]).toBe(6000)
    expect(later).toEqual([{ startMs: 5600, endMs: 6000 }])
  })

  it('keeps its place in the count of frames', async () => {
    const file = await aDamagedVideo(join(folder, 'counted-damage.mp4'))
    const all = (await referenceFrames(file, { width: 320, height: 240 })).map(
      ({ seconds }) => seconds * 1000,
    )
    const fourths = all.filter((_, index) => index % 4 === 0).map(Math.round)
    const times = await timesOf({ file, sampling: every(4) })
    expect(times.length).toBeLessThan(fourths.length)
    expect(fourths).toEqual(expect.arrayContaining(times))
    expect(times.at(-1)).toBe(fourths.at(-1))
  })

  it('of a whole span is refused in words', async () => {
    const file = await aDamagedVideo(join(folder, 'all.mp4'), { from: 0.05, bytes: 1e9 })
    await expect(timesOf({ file, startMs: 5000, endMs: 9000 })).rejects.toMatchObject({
      code: 'media-unreadable',
      message:
        'all.mp4 has no readable picture from 00:05.000 to 00:09.000: this part of the file is damaged.',
    })
  })

  it('is not reported of a sound file', async () => {
    const file = await aVideo({ file: join(folder, 'fine.mp4'), seconds: 2, bFrames: 2 })
    const reports: (readonly TimeSpan[])[] = []
    await timesOf({ file, onDamage: (spans) => reports.push(spans) })
    expect(reports).toEqual([])
  })
})

/** Programs that stand in for ffmpeg and misbehave; Windows cannot start a script by its path. */
describe.skipIf(process.platform === 'win32')('an ffmpeg that misbehaves', () => {
  async function aProgram(name: string, code: string): Promise<string> {
    const file = join(folder, name)
    await writeFile(file, `#!${process.execPath}\n${code}`)
    await chmod(file, 0o755)
    return file
  }

  async function timesBy(
    ffmpeg: string,
    request: Partial<FrameRequest> & { file: string },
    stallMs = 30_000,
  ): Promise<number[]> {
    const facts = await probeVideo(tools, request.file)
    const times: number[] = []
    const source = { tools: { ...tools, ffmpeg }, facts, limits: { ...usualLimits, stallMs } }
    for await (const frame of readVideoFrames(source, { ...whole, ...request })) times.push(frame.timeMs)
    return times
  }

  it('that says nothing more is killed, and the clip is refused', async () => {
    const file = await aVideo({ file: join(folder, 'stall.mp4'), seconds: 1 })
    const silent = await aProgram('silent.cjs', 'setInterval(() => {}, 1000)')
    await expect(timesBy(silent, { file }, 300)).rejects.toMatchObject({
      code: 'media-unreadable',
      message: 'stall.mp4 could not be read from 00:00.000 on: the disk or the decoder stopped answering.',
    })
  })

  it('that seeks too far is asked again from the beginning', async () => {
    const file = await aVideo({ file: join(folder, 'index.mp4'), seconds: 8 })
    // Moves every seek six seconds on, as a wrong index in a file would.
    const hasty = await aProgram(
      'hasty.cjs',
      `const args = process.argv.slice(2), at = args.indexOf('-ss')
       if (at >= 0) args[at + 1] = String(Number(args[at + 1]) + 6)
       const child = require('node:child_process').spawn(${JSON.stringify(tools.ffmpeg)}, args, { stdio: 'inherit' })
       child.on('exit', (code) => process.exit(code ?? 1))`,
    )
    const span = { file, startMs: 4000, endMs: 6000 }
    expect(await timesBy(hasty, span)).toEqual(await timesBy(tools.ffmpeg, span))
  })

  it('that is not there is named as missing', async () => {
    const file = await aVideo({ file: join(folder, 'missing.mp4'), seconds: 1 })
    const reading = timesBy(join(folder, 'no-such-program'), { file })
    await expect(reading).rejects.toBeInstanceOf(AppError)
    await expect(reading).rejects.toMatchObject({ code: 'ffmpeg-missing' })
  })
})

it('reads only the file it was given, not what a playlist in it points at', async () => {
  const target = await aVideo({ file: join(folder, 'target.mp4'), seconds: 1 })
  const list = join(folder, 'list.ffconcat')
  await writeFile(list, `ffconcat version 1.0\nfile '${target}'\n`)
  const facts = await probeVideo(tools, target)
  const frames = readVideoFrames({ tools, facts }, { ...whole, file: list })
  await expect(frames.next()).rejects.toMatchObject({ code: 'media-unreadable' })
})

it('leaves no files behind', async () => {
  const before = await readdir(folder)
  const file = before.find((name) => name === 'short.mp4') ?? ''
  await timesOf({ file: join(folder, file) })
  expect(await readdir(folder)).toEqual(before)
})
