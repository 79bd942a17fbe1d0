import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { damageSentence } from '#core/media/frames/damage-sentence.ts'
import { startFrames } from '#core/inference/host/clip-frames.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { FrameRequest, MediaTools } from '#core/media/types.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { isAppError } from '#shared/errors.ts'
import { makeBadVideos } from '../fixtures/bad-videos/make.ts'
import { testFfmpeg } from '../helpers/make-video.ts'

let folder: string
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bad-videos-'))
  await makeBadVideos(folder)
  media = createMediaTools(await testFfmpeg())
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function sentenceOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isAppError(error) && error.code === 'media-unreadable') return error.message
    throw error
  }
  throw new Error('The file was not refused.')
}

async function timesOf(name: string, request: Partial<FrameRequest> = {}): Promise<number[]> {
  const times: number[] = []
  const whole = { file: join(folder, name), startMs: 0, endMs: 1e9, maxSide: 96 }
  const sampling = { kind: 'every', frames: 1, maxFrames: null } as const
  for await (const { timeMs } of media.readFrames({ ...whole, sampling, ...request })) times.push(timeMs)
  return times
}

describe('a file that cannot be used is refused with one sentence', () => {
  it.each([
    ['zero-bytes.mp4', 'is empty (0 bytes): its recording or copying did not finish.'],
    [
      'truncated-header.mp4',
      'is cut off: the index of its pictures is missing, because recording or copying did not finish.',
    ],
    [
      'without-index.mp4',
      'is cut off: the index of its pictures is missing, because recording or copying did not finish.',
    ],
    [
      'truncated-middle.mp4',
      /^is cut off at 00:02\.\d{3}: the last 6\d\.\d kB are missing\. Copy it again from its source\.$/,
    ],
    [
      'truncated-middle.mkv',
      /^is cut off at 00:02\.\d{3}: the last 6\d\.\d kB are missing\. Copy it again from its source\.$/,
    ],
    ['damaged-header.mkv', 'cannot be opened as a video: its beginning is damaged.'],
    ['picture.mp4', 'is not a video: it is a JPEG picture.'],
    ['letter.mp4', 'is not a video: it is a text file.'],
    ['password.mp4', 'is not a video: it is a ZIP archive protected with a password.'],
    ['sound-only.mp4', 'has sound but no picture.'],
    [
      'huge.mkv',
      'has pictures of 10000 x 10000 pixels: reading them takes too much memory, the limit is 8192 x 4320.',
    ],
    [
      'encrypted.mp4',
      'is encrypted: its pictures cannot be read without the key. Export it again without protection.',
    ],
  ])('%s', async (name, expected) => {
    const sentence = await sentenceOf(media.probe(join(folder, name)))
    expect(sentence.startsWith(`${name} `)).toBe(true)
    const said = sentence.slice(name.length + 1)
    if (typeof expected === 'string') expect(said).toBe(expected)
    else expect(said).toMatch(expected)
  })
})

describe('a file that is only odd is used', () => {
  it.each([
    ['really-webm.mp4', { container: 'webm', codec: 'vp9' }, 50],
    ['one-frame.mp4', { container: 'mp4', durationMs: 40 }, 1],
    ['long-sound.mp4', { hasAudio: true, durationMs: 2000 }, 50],
  ])('%s', async (name, probe, frames) => {
    expect(await media.probe(join(folder, name))).toMatchObject(probe)
    expect(await timesOf(name)).toHaveLength(frames)
  })

  it('negative-times.mp4: from time 0 on, as a player shows it', async () => {
    const times = await timesOf('negative-times.mp4')
    expect(times[0]).toBe(0)
    expect(times).toEqual(Array.from({ length: times.length }, (_, index) => index * 40))
    expect([...(await media.frameTimes(join(folder, 'negative-times.mp4'))).timesMs]).toEqual(times)
  })

  it('long-sound.mp4: where only sound is left, the sentence says where the pictures end', async () => {
    expect(await sentenceOf(timesOf('long-sound.mp4', { startMs: 3000, endMs: 4000 }))).toBe(
      'long-sound.mp4 ends at 00:02.000: it has no picture at 00:03.000.',
    )
  })

  it('damaged-middle.mp4: the stretch is named, the pictures before and after it are used', async () => {
    const spans: TimeSpan[] = []
    const times = await timesOf('damaged-middle.mp4', { onDamage: (found) => spans.push(...found) })
    expect(spans).toHaveLength(1)
    expect(damageSentence(join(folder, 'damaged-middle.mp4'), spans)).toMatch(
      /^damaged-middle\.mp4 is damaged from 00:04\.\d{3} to 00:06\.000: the pictures there were left out\.$/,
    )
    const [{ startMs, endMs } = { startMs: 0, endMs: 0 }] = spans
    expect(times.every((ms) => ms < startMs || ms >= endMs)).toBe(true)
    expect(times).toHaveLength(250 - Math.round((endMs - startMs) / 40))
  })

  it('damaged-middle.mp4: embedding a clip of it reports the same stretch', async () => {
    const clip = { clipId: 1, file: join(folder, 'damaged-middle.mp4'), startMs: 0, endMs: 10_000, fps: 25 }
    const started = startFrames(
      media,
      { ...clip, subject: { times: new Float64Array(0), boxes: new Float32Array(0) } },
      {
        sampling: { kind: 'rate', fps: 25, maxFrames: 1000 },
        signal: new AbortController().signal,
        cores: 'half',
      },
    )
    let frames = 0
    for await (const { width } of started.frames) frames += Math.sign(width)
    await started.stop()
    expect(frames).toBeLessThan(250)
    expect(started.damage).toHaveLength(1)
    expect(started.damage[0]?.endMs).toBe(6000)
  })
})
