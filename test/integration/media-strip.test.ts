import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import { passEveryFrame } from '#core/media/ffmpeg/ffmpeg-arguments.ts'
import { probeVideo } from '#core/media/probe/probe.ts'
import { readStripPictures } from '#core/media/previews/strip-pictures.ts'
import type { MediaTools, SoundRequest, StripPicture, StripRequest } from '#core/media/types.ts'
import { aVideo, runFfmpeg, testFfmpeg, type VideoRecipe } from '../helpers/make-video.ts'

let folder: string
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-strip-'))
  media = createMediaTools(await testFfmpeg())
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const inFolder = (name: string): string => join(folder, name)

/** The picture gets brighter with every second of the video. */
const brightening = "color=black:s=96x72:r=25,format=gray,geq=lum='16+5*floor(T)'"

type Wanted = Partial<StripRequest> & Pick<StripRequest, 'file'>

async function collect(tiles: AsyncIterable<StripPicture>): Promise<[number, Uint8Array][]> {
  const collected: [number, Uint8Array][] = []
  for await (const { index, rgb } of tiles) collected.push([index, rgb.slice()])
  return collected
}

async function strip(wanted: Wanted): Promise<[number, Uint8Array][]> {
  const usual = { intervalMs: 1000, from: 0, width: 40, height: 30 }
  return await collect(media.readStripPictures({ ...usual, ...wanted }))
}

/** As if decoding all of the video would take too long. */
async function longStrip(wanted: Wanted): Promise<[number, Uint8Array][]> {
  const tools = await testFfmpeg()
  const facts = await probeVideo(tools, wanted.file)
  const usual = { intervalMs: 1000, from: 0, width: 40, height: 30 }
  return await collect(readStripPictures({ tools, facts, affordablePixels: 0 }, { ...usual, ...wanted }))
}

/** Index of each tile, and which second of the video it shows. */
function seconds(tiles: readonly (readonly [number, Uint8Array])[]): [number, number][] {
  return tiles.map(([index, rgb]) => [index, Math.floor(((rgb[(15 * 40 + 20) * 3] ?? 0) - 13) / 5)])
}

describe('pictures along a video', () => {
  let short: string
  beforeAll(async () => {
    short = await aVideo({ file: inFolder('short.mp4'), source: brightening, seconds: 6, bFrames: 2 })
  })

  it('are the frames at the multiples of the interval', async () => {
    expect(seconds(await strip({ file: short }))).toEqual(
      [0, 1, 2, 3, 4, 5].map((second) => [second, second]),
    )
  })

  it('go on where they are told to', async () => {
    expect(seconds(await strip({ file: short, from: 4 }))).toEqual([
      [4, 4],
      [5, 5],
    ])
  })

  it('are the nearest ones where frames are rare', async () => {
    const { version } = await testFfmpeg()
    const file = await aVideo({
      file: inFolder('rare.mkv'),
      source: `${brightening},trim=duration=5,select='eq(n,0)+eq(n,75)+eq(n,100)'`,
      seconds: 5,
      outputArgs: [...passEveryFrame(version)],
    })
    expect(seconds(await strip({ file })).slice(0, 5)).toEqual(
      [0, 0, 3, 3, 4].map((shown, at) => [at, shown]),
    )
  })

  it('are upright, in the middle of black where the shape differs', async () => {
    const source = 'color=white:s=160x120:r=25'
    const file = await aVideo({ file: inFolder('turned.mp4'), source, seconds: 1, rotationDeg: 90 })
    const [tile] = await strip({ file, width: 40, height: 40 })
    const brightAt = (x: number, y: number) => (tile?.[1][(y * 40 + x) * 3] ?? 0) > 200
    // 30 x 40 pixels of picture.
    expect([3, 6, 33, 36].map((x) => brightAt(x, 20))).toEqual([false, true, true, false])
    expect([0, 39].map((y) => brightAt(20, y))).toEqual([true, true])
  })

  it.each<[string, Omit<VideoRecipe, 'file'>]>([
    ['H.264', { bFrames: 2 }],
    ['H.264 with open groups', { bFrames: 2, outputArgs: ['-x264-params', 'open-gop=1'] }],
    [
      'HEVC',
      {
        codec: 'hevc',
        bFrames: 3,
        outputArgs: ['-x265-params', 'log-level=none:keyint=50', '-tag:v', 'hvc1'],
      },
    ],
    ['MPEG-4 in AVI', { codec: 'mpeg4', bFrames: 2 }],
    ['VP9', { codec: 'vp9' }],
  ])('are key frames of a long video, %s', async (name, recipe) => {
    const endings: Readonly<Record<string, string>> = { mpeg4: 'avi', vp9: 'webm' }
    const file = inFolder(`long ${name}.${endings[recipe.codec ?? ''] ?? 'mp4'}`)
    await aVideo({ file, source: brightening, seconds: 40, gop: 50, ...recipe })
    const shown = seconds(await longStrip({ file, intervalMs: 5000 }))
    expect(shown.map(([index]) => index)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    // Two seconds apart: the nearest one, or the one before.
    for (const [index, second] of shown) expect(Math.abs(second - index * 5)).toBeLessThanOrEqual(2)
  })

  it('are decoded one by one where key frames are too rare', async () => {
    const file = await aVideo({ file: inFolder('one-key.mp4'), source: brightening, seconds: 40, gop: 2000 })
    const shown = seconds(await longStrip({ file, intervalMs: 5000 }))
    expect(shown.slice(-2)).toEqual([
      [6, 30],
      [7, 35],
    ])
  })

  it('stop when they are cancelled', async () => {
    const abort = new AbortController()
    const request = { file: short, intervalMs: 100, width: 40, height: 30, from: 0, signal: abort.signal }
    const reading = (async () => {
      for await (const { index } of media.readStripPictures(request)) if (index === 3) abort.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'cancelled' })
  })
})

const RATE = 8000

/** A tone of 1 kHz in the first 100 ms of each second. */
const beeps = "aevalsrc='if(lt(mod(t,1),0.1),0.8*sin(2*PI*1000*t),0)':s=44100"

async function sound(request: Partial<SoundRequest> & { file: string }): Promise<Float32Array> {
  const pieces: Float32Array[] = []
  const all = { sampleRate: RATE, startMs: 0, endMs: Number.POSITIVE_INFINITY, ...request }
  for await (const piece of media.readSound(all)) pieces.push(piece)
  const samples = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    samples.set(piece, at)
    at += piece.length
  }
  return samples
}

/** When each beep begins, in ms. */
function beepsIn(samples: Float32Array): number[] {
  const starts: number[] = []
  let last = Number.NEGATIVE_INFINITY
  samples.forEach((sample, index) => {
    if (Math.abs(sample) < 0.2) return
    if (index - last > RATE / 4) starts.push((index / RATE) * 1000)
    last = index
  })
  return starts
}

function expectBeeps(samples: Float32Array, wanted: readonly number[]): void {
  const found = beepsIn(samples)
  expect(found).toHaveLength(wanted.length)
  wanted.forEach((time, index) => {
    expect(Math.abs((found[index] ?? 0) - time)).toBeLessThan(5)
  })
}

describe('sound', () => {
  beforeAll(async () => {
    const { ffmpeg } = await testFfmpeg()
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=96x64:r=25', '-f', 'lavfi', '-i', beeps, '-t', '6']
    await runFfmpeg(ffmpeg, [...source, '-c:v', 'libx264', '-c:a', 'aac', inFolder('beeps.mp4')])
    const twice = ['-i', inFolder('beeps.mp4'), '-itsoffset', '0.7', '-i', inFolder('beeps.mp4')]
    const lateSound = [...twice, '-map', '0:v', '-map', '1:a', '-c', 'copy']
    await runFfmpeg(ffmpeg, [...lateSound, inFolder('late-sound.mp4')])
    await runFfmpeg(ffmpeg, [...lateSound, inFolder('late-sound.mkv')])
    const latePictures = [...twice, '-map', '1:v', '-map', '0:a', '-c', 'copy']
    await runFfmpeg(ffmpeg, [...latePictures, inFolder('late-pictures.mp4')])
    const early = ['-avoid_negative_ts', 'disabled', '-output_ts_offset', '-0.5']
    await runFfmpeg(ffmpeg, ['-i', inFolder('beeps.mp4'), '-c', 'copy', ...early, inFolder('early.mkv')])
  })

  it.each([
    ['beeps.mp4', [0, 1000, 2000, 3000, 4000, 5000]],
    ['late-sound.mp4', [700, 1700, 2700, 3700, 4700, 5700]],
    ['late-sound.mkv', [700, 1700, 2700, 3700, 4700, 5700]],
    ['late-pictures.mp4', [0, 1000, 2000, 3000, 4000, 5000]],
    // What is before 0 is not played.
    ['early.mkv', [500, 1500, 2500, 3500, 4500]],
  ])('of %s is heard when a player plays it', async (name, wanted) => {
    expectBeeps(await sound({ file: inFolder(name) }), wanted)
  })

  it('of a span begins with it and ends with it', async () => {
    const samples = await sound({ file: inFolder('late-sound.mp4'), startMs: 2250, endMs: 5000 })
    expect(Math.abs(samples.length - 2.75 * RATE)).toBeLessThan(16)
    expectBeeps(samples, [450, 1450, 2450])
  })

  it('is nothing for a video without sound, and behind the end', async () => {
    const silent = await aVideo({ file: inFolder('silent.mp4'), seconds: 1 })
    expect(await sound({ file: silent })).toHaveLength(0)
    expect(await sound({ file: inFolder('beeps.mp4'), startMs: 60_000, endMs: 61_000 })).toHaveLength(0)
  })

  it('stops when it is cancelled', async () => {
    const signal = AbortSignal.abort()
    await expect(sound({ file: inFolder('beeps.mp4'), signal })).rejects.toMatchObject({ code: 'cancelled' })
  })
})
