import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { MediaTools } from '#core/media/types.ts'
import { videoLengthMs, videoSpan } from '#shared/domain/video-span.ts'
import { aVideo, runFfmpeg, testFfmpeg, usersFfmpeg } from '../helpers/make-video.ts'

let folder: string
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-axis-'))
  media = createMediaTools(await testFfmpeg())
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Times of the pictures that are looked at in the whole of a video. */
async function lookedAt(file: string): Promise<number[]> {
  const times: number[] = []
  const span = videoSpan(await media.probe(file))
  const sampling = { kind: 'rate', fps: 5, maxFrames: 8 } as const
  for await (const { timeMs } of media.readFrames({ file, ...span, sampling, maxSide: 64 }))
    times.push(timeMs)
  return times
}

describe('the time axis of a video', () => {
  it('has no more pictures looked at, and no fewer, where time stamps go on from another part', async () => {
    const first = await aVideo({ file: join(folder, 'part-1.mkv'), seconds: 4 })
    const later = await aVideo({
      ...{ file: join(folder, 'part-2.mkv'), seconds: 4 },
      outputArgs: ['-output_ts_offset', '450'],
    })
    const probe = await media.probe(later)
    expect(videoSpan(probe)).toEqual({ startMs: 450_000, endMs: 454_000 })
    expect(videoLengthMs(probe)).toBe(videoLengthMs(await media.probe(first)))
    const atOnce = await lookedAt(first)
    expect(atOnce).toHaveLength(8)
    expect(await lookedAt(later)).toEqual(atOnce.map((ms) => ms + 450_000))
  })

  it('begins at 0 in a transport stream, whatever the clock of its camera, and in its copy for the player', async () => {
    const file = await aVideo({
      ...{ file: join(folder, '00000.MTS'), seconds: 1 },
      outputArgs: ['-f', 'mpegts', '-output_ts_offset', '43200'],
    })
    const users = createMediaTools(await usersFfmpeg())
    expect(await users.probe(file)).toMatchObject({ container: 'mpegts', startMs: 0, durationMs: 1000 })
    const original = await users.frameTimes(file)
    expect([original.timesMs[0], original.timesMs.length]).toEqual([0, 25])
    const copy = await users.makeProxy({ file, target: join(folder, 'copy') })
    expect(Array.from((await users.frameTimes(copy)).timesMs)).toEqual(Array.from(original.timesMs))
  })
})

it('a video is as long as its pictures, whatever length was written into it', async () => {
  const file = await aVideo({ file: join(folder, 'made-up.mkv'), seconds: 2 })
  const bytes = await readFile(file)
  // The element Duration of the segment, a 64-bit float in milliseconds.
  const at = bytes.indexOf(Buffer.from('448988', 'hex'))
  expect(at).toBeGreaterThan(0)
  bytes.writeDoubleBE(99_999_999 * 3_600_000, at + 3)
  const tag = bytes.indexOf('00:00:02.000000000')
  if (tag > 0) bytes.write('99:59:59', tag, 'latin1')
  await writeFile(file, bytes)
  expect((await media.probe(file)).durationMs).toBe(2000)
})

it('pictures a year apart are refused with a sentence', async () => {
  const file = await aVideo({
    ...{ file: join(folder, 'year.mkv'), seconds: 1 },
    outputArgs: ['-output_ts_offset', '31536000'],
  })
  await expect(media.probe(file)).rejects.toMatchObject({
    code: 'media-unreadable',
    message: expect.stringContaining('year.mkv ends after 8,760 hours by its time stamps') as string,
  })
})

describe('what is usable but not as it should be is told', () => {
  it('an AVI of which only the index is missing', async () => {
    const file = await aVideo({ file: join(folder, 'unindexed.avi'), seconds: 1, codec: 'mjpeg' })
    expect(await media.remarks(file)).toEqual([])
    const whole = await lookedAt(file)
    await truncate(file, (await readFile(file)).indexOf('idx1'))
    expect(await media.remarks(file)).toEqual([
      expect.stringMatching(/^unindexed\.avi has no index, because its recording was not finished/),
    ])
    expect(await lookedAt(file)).toEqual(whole)
  })

  it('a second video track', async () => {
    const { ffmpeg } = await testFfmpeg()
    const one = await aVideo({ file: join(folder, 'one.mkv'), seconds: 1 })
    const other = await aVideo({ file: join(folder, 'other.mkv'), seconds: 1, width: 320, height: 240 })
    const file = join(folder, 'two-cameras.mkv')
    await runFfmpeg(ffmpeg, [
      ...['-i', one, '-i', other, '-map', '0:v', '-map', '1:v'],
      ...['-c', 'copy', file],
    ])
    expect(await media.remarks(file)).toEqual([
      'two-cameras.mkv has a second video track (320 x 240): only the first one (160 x 120) is looked at. Save the other as a file of its own to look at it, too.',
    ])
  })
})
