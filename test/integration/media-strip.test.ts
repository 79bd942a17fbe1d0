import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { MediaTools, SoundRequest, StripRequest } from '#core/media/types.ts'
import { aVideo, runFfmpeg, testFfmpeg } from '../helpers/make-video.ts'

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

/** The picture gets brighter with time: grey level k in second k of the video. */
const brightening = (size: string): string => `color=black:s=${size}:r=25,format=gray,geq=lum='floor(T)*4+16'`

async function strip(request: Partial<StripRequest> & { file: string }): Promise<Map<number, number[]>> {
  const { width = 40, height = 30 } = request
  const tiles = new Map<number, number[]>()
  const all = { intervalMs: 1000, from: 0, ...request, width, height }
  for await (const { index, rgb } of media.readStripPictures(all)) {
    expect(rgb).toHaveLength(width * height * 3)
    tiles.set(index, [...rgb])
  }
  return tiles
}

/** Grey level of the middle of a tile, as full-range seconds. */
function secondsShown(tile: readonly number[] | undefined, { width = 40, height = 30 } = {}): number {
  const middle = (Math.floor(height / 2) * width + Math.floor(width / 2)) * 3
  return Math.round((((tile?.[middle] ?? -1) / 255) * 219) / 4)
}

describe('pictures along a video', () => {
  it('are the frames at the multiples of the interval', async () => {
    const file = await aVideo({ file: inFolder('short.mp4'), source: brightening('160x120'), seconds: 6 })
    const tiles = await strip({ file })
    expect([...tiles].map(([index, tile]) => [index, secondsShown(tile)])).toEqual(
      [0, 1, 2, 3, 4, 5].map((second) => [second, second]),
    )
  })

  it('go on where they are told to', async () => {
    const file = inFolder('short.mp4')
    const tiles = await strip({ file, from: 4 })
    expect([...tiles].map(([index, tile]) => [index, secondsShown(tile)])).toEqual([
      [4, 4],
      [5, 5],
    ])
  })

  it('hold a picture until the next where there are none', async () => {
    // One frame at the start and one at 3 s.
    const file = await aVideo({
      file: inFolder('sparse.mkv'),
      source: `${brightening('160x120')},select='eq(n,0)+eq(n,75)'`,
      seconds: 4,
      outputArgs: ['-vsync', 'passthrough'],
    })
    const shown = [...(await strip({ file })).values()].map((tile) => secondsShown(tile))
    expect(shown.slice(0, 4)).toEqual([0, 0, 3, 3])
  })

  it('are upright, in the middle of black where the shape differs', async () => {
    const source = 'color=white:s=160x120:r=25'
    const file = await aVideo({ file: inFolder('turned.mp4'), source, seconds: 1, rotationDeg: 90 })
    const tile = (await strip({ file, width: 40, height: 40 })).get(0) ?? []
    const brightAt = (x: number, y: number) => (tile[(y * 40 + x) * 3] ?? 0) > 200
    // 30 x 40 pixels of picture.
    expect([4, 6, 33, 35].map((x) => brightAt(x, 20))).toEqual([false, true, true, false])
    expect([0, 39].map((y) => brightAt(20, y))).toEqual([true, true])
  })

  // Large enough to be looked through by key frames, small enough to be made quickly.
  const long = { source: `${brightening('16x16')},scale=1920:1080:flags=neighbor`, seconds: 90, fps: 25 }
  it.each([
    ['h264.mp4', { codec: 'h264' as const, bFrames: 2, gop: 50 }],
    ['vp9.webm', { codec: 'vp9' as const, gop: 50 }],
    ['open-gop.mp4', { codec: 'h264' as const, bFrames: 2, gop: 50, outputArgs: ['-x264-params', 'open-gop=1'] }],
  ])('are the nearest key frames of a long %s', async (name, recipe) => {
    const file = await aVideo({ file: inFolder(`long-${name}`), ...long, ...recipe })
    const tiles = await strip({ file, intervalMs: 10_000 })
    const shown = [...tiles].map(([index, tile]) => [index, secondsShown(tile)])
    expect(shown).toEqual(Array.from({ length: 9 }, (_, index) => [index, index * 10]))
  })

  it('stop when they are cancelled', async () => {
    const abort = new AbortController()
    const reading = (async () => {
      const request = { file: inFolder('long-h264.mp4'), intervalMs: 100, width: 40, height: 30, from: 0 }
      for await (const { index } of media.readStripPictures({ ...request, signal: abort.signal })) {
        if (index === 3) abort.abort()
      }
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
    // Its first picture has a time stamp of -500 ms, and is shown at 0.
    ['early.mkv', [0, 1000, 2000, 3000, 4000, 5000]],
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
