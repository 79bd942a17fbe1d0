import { mkdir, mkdtemp, readFile, rm, truncate, writeFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { MediaTools } from '#core/media/types.ts'
import { AppError } from '#shared/errors.ts'
import { aDamagedVideo, aVideo, runFfmpeg, testFfmpeg } from '../helpers/make-video.ts'

let folder: string
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-probe-'))
  media = createMediaTools(await testFfmpeg())
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function aFile(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, content)
  return file
}

/** The whole sentence that a user reads. */
async function refusalOf(file: string): Promise<string> {
  try {
    await media.probe(file)
  } catch (error) {
    if (error instanceof AppError && error.code === 'media-unreadable') return error.message
    throw error
  }
  throw new Error('The file was not refused.')
}

async function cutOff(file: string, share: number): Promise<string> {
  await truncate(file, Math.floor((await stat(file)).size * share))
  return file
}

describe('what a probe finds', () => {
  it('tells container, codec, size, rate, frames and duration of an MP4', async () => {
    const file = await aVideo({ file: join(folder, 'plain.mp4'), seconds: 2, audio: true })
    expect(await media.probe(file)).toEqual({
      container: 'mp4',
      codec: 'h264',
      width: 160,
      height: 120,
      rotationDeg: 0,
      pixelAspect: 1,
      fps: 25,
      frameCount: 50,
      durationMs: 2000,
      startMs: 0,
      hasAudio: true,
    })
  })

  it.each([
    ['film.mov', 'mov', 'h264'],
    ['film.webm', 'webm', 'vp9'],
    ['film.mkv', 'mkv', 'h264'],
    ['film.avi', 'avi', 'mpeg4'],
  ])('names %s by what is inside', async (name, container, codec) => {
    const probe = await media.probe(await aVideo({ file: join(folder, name), seconds: 2 }))
    expect(probe).toMatchObject({ container, codec, frameCount: 50, durationMs: 2000, hasAudio: false })
  })

  it('goes by the content, not by the extension', async () => {
    const file = await aVideo({ file: join(folder, 'really.webm'), seconds: 1 })
    expect(await media.probe(await aFile('renamed.mp4', await readFile(file)))).toMatchObject({
      container: 'webm',
      codec: 'vp9',
    })
  })

  it.each([90, 180, 270] as const)('reads that a phone was held at %i degrees', async (rotationDeg) => {
    const file = await aVideo({ file: join(folder, `turn-${rotationDeg}.mp4`), seconds: 1, rotationDeg })
    expect(await media.probe(file)).toMatchObject({ rotationDeg, width: 160, height: 120 })
  })

  it('counts frames and finds the end where a browser recorded without writing them down', async () => {
    const file = await aVideo({
      file: join(folder, 'browser.webm'),
      codec: 'vp8',
      seconds: 3,
      outputArgs: ['-live', '1'],
    })
    expect(await media.probe(file)).toMatchObject({ frameCount: 75, durationMs: 3000 })
  })

  it('gives a video of one frame the length of that frame', async () => {
    const file = await aVideo({ file: join(folder, 'one.mp4'), seconds: 0.04 })
    expect(await media.probe(file)).toMatchObject({ frameCount: 1, durationMs: 40 })
  })

  it('keeps the late start of a recording, and ends it that much later', async () => {
    const file = await aVideo({
      file: join(folder, 'late.mkv'),
      seconds: 2,
      outputArgs: ['-output_ts_offset', '3'],
    })
    expect(await media.probe(file)).toMatchObject({ startMs: 3000, durationMs: 5000 })
  })

  it('takes the moving pictures, not the cover', async () => {
    const video = await aVideo({ file: join(folder, 'with-cover.source.mp4'), seconds: 1 })
    const cover = await aVideo({ file: join(folder, 'cover.mkv'), codec: 'mjpeg', seconds: 0.04, width: 320 })
    const file = join(folder, 'with-cover.mp4')
    const { ffmpeg } = await testFfmpeg()
    // prettier-ignore
    await runFfmpeg(ffmpeg, ['-i', cover, '-i', video, '-map', '0', '-map', '1', '-c', 'copy', '-disposition:v:0', 'attached_pic', file])
    expect(await media.probe(file)).toMatchObject({ codec: 'h264', width: 160 })
  })

  it('reads a fragmented MP4, which has no list of frames in front', async () => {
    const file = await aVideo({
      file: join(folder, 'fragments.mp4'),
      seconds: 2,
      outputArgs: ['-movflags', 'frag_keyframe+empty_moov'],
    })
    expect(await media.probe(file)).toMatchObject({ frameCount: 50, durationMs: 2000 })
  })
})

describe('what a refused file is told', () => {
  it.each([
    ['empty.mp4', '', 'empty.mp4 is empty (0 bytes): its recording or copying did not finish.'],
    ['notes.mp4', 'Patient seen on Monday.\n', 'notes.mp4 is not a video: it is a text file.'],
    ['umlaut.mp4', 'Gr\u00fc\u00dfe\n', 'umlaut.mp4 is not a video: it is a text file.'],
    ['letter.avi', '%PDF-1.7\n%\u00e2\u00e3', 'letter.avi is not a video: it is a PDF document.'],
    ['list.mkv', "ffconcat version 1.0\nfile 'plain.mp4'\n", 'list.mkv is not a video: it is a text file.'],
  ])('%s', async (name, content, sentence) => {
    expect(await refusalOf(await aFile(name, content))).toBe(sentence)
  })

  it.each([
    ['photo.mp4', [0xff, 0xd8, 0xff, 0xe0, 0, 16], 'a JPEG picture'],
    ['shot.mov', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0], 'a PNG picture'],
    ['bundle.mp4', [0x50, 0x4b, 3, 4, 20, 0, 0, 0], 'a ZIP archive or an Office document'],
    ['apple.mov', [0, 0, 0, 24, ...Buffer.from('ftypheic'), 0, 0, 0, 0], 'a HEIC or AVIF picture'],
  ])('%s is called by its real kind', async (name, bytes, kind) => {
    expect(await refusalOf(await aFile(name, Uint8Array.from(bytes)))).toBe(
      `${name} is not a video: it is ${kind}.`,
    )
  })

  it('noise is not a video in any format', async () => {
    const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * index * 31 + index * 7 + 5) & 0xff)
    expect(await refusalOf(await aFile('noise.mp4', noise))).toBe(
      'noise.mp4 is not a video in a format that can be read.',
    )
  })

  it('an MP4 without its index was cut off', async () => {
    const file = await cutOff(await aVideo({ file: join(folder, 'unfinished.mp4') }), 0.6)
    expect(await refusalOf(file)).toBe(
      'unfinished.mp4 is cut off: the index of its pictures is missing, because recording or copying did not finish.',
    )
  })

  it.each([
    ['cut.mp4', ['-movflags', '+faststart']],
    ['cut.mkv', []],
    ['cut.avi', []],
  ])('%s, whose copy broke off, is not taken for a short video', async (name, outputArgs) => {
    const file = await aVideo({ file: join(folder, name), seconds: 4, outputArgs })
    const { size } = await stat(file)
    const missing = size - Math.floor(size * 0.7)
    const sentence = await refusalOf(await cutOff(file, 0.7))
    expect(sentence).toContain(
      `: the last ${(missing / 1e3).toFixed(1)} kB are missing. Copy it again from its source.`,
    )
    expect(sentence).toMatch(/^cut\.\w+ is cut off at 00:0[23]\.\d{3}: /)
  })

  it('sound alone is no video', async () => {
    const file = join(folder, 'voice.mp4')
    const { ffmpeg } = await testFfmpeg()
    await runFfmpeg(ffmpeg, ['-f', 'lavfi', '-i', 'sine', '-t', '1', file])
    expect(await refusalOf(file)).toBe('voice.mp4 has sound but no picture.')
  })

  it('a folder is no video, whatever its name', async () => {
    await mkdir(join(folder, 'folder.mp4'))
    expect(await refusalOf(join(folder, 'folder.mp4'))).toBe('folder.mp4 is a folder, not a video file.')
  })

  it('a file that is gone is said to be gone, by its name alone', async () => {
    expect(await refusalOf(join(folder, 'gone.mp4'))).toBe('gone.mp4 is not there any more.')
  })

  it('a damaged beginning is told from a foreign format', async () => {
    const file = await aVideo({ file: join(folder, 'hurt.mkv') })
    const bytes = await readFile(file)
    bytes.fill(0x55, 40, 4000)
    expect(await refusalOf(await aFile('hurt.mkv', bytes))).toMatch(
      /^hurt\.mkv (cannot be opened as a video|has no)/,
    )
  })
})

it('a name that begins like an option or a protocol is only a name', async () => {
  const plain = await readFile(await aVideo({ file: join(folder, 'source.mp4'), seconds: 1 }))
  for (const name of ['-y.mp4', 'concat:a.mp4', "it's 100% (new).mp4", 'Müller 日本.mp4']) {
    expect((await media.probe(await aFile(name, plain))).frameCount).toBe(25)
  }
})

it('a probe that is cancelled says so', async () => {
  const file = await aVideo({ file: join(folder, 'cancel.mp4'), seconds: 1 })
  await expect(media.probe(file, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
})

describe('thumbnails', () => {
  const jpegSize = (jpeg: Buffer) => {
    for (let at = 2; at < jpeg.length; at += 2 + jpeg.readUInt16BE(at + 2)) {
      const marker = jpeg.readUInt16BE(at)
      if (marker >= 0xffc0 && marker <= 0xffc2) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)]
    }
    return null
  }

  it('are as wide as asked for, and never enlarged', async () => {
    const file = await aVideo({ file: join(folder, 'wide.mp4'), width: 640, height: 360, seconds: 3 })
    expect(jpegSize(await media.thumbnail(file, 1500, { width: 320 }))).toEqual([320, 180])
    expect(jpegSize(await media.thumbnail(file, 0, { width: 4000 }))).toEqual([640, 360])
  })

  it('stand upright', async () => {
    const file = await aVideo({ file: join(folder, 'upright.mp4'), seconds: 1, rotationDeg: 90 })
    expect(jpegSize(await media.thumbnail(file, 0, { width: 60 }))).toEqual([60, 80])
  })

  it('show the first frame when the time lies behind the end', async () => {
    const file = await aVideo({ file: join(folder, 'behind.mp4'), seconds: 3 })
    expect(await media.thumbnail(file, 60_000, { width: 160 })).toEqual(
      await media.thumbnail(file, 0, { width: 160 }),
    )
  })

  it('show the next whole picture where the video is damaged', async () => {
    const file = await aDamagedVideo(join(folder, 'damaged.mp4'))
    const whole = await media.thumbnail(file, 6000, { width: 160 })
    expect(await media.thumbnail(file, 5000, { width: 160 })).toEqual(whole)
    expect(await media.thumbnail(file, 7000, { width: 160 })).not.toEqual(whole)
  })

  it('differ with the time', async () => {
    const file = await aVideo({ file: join(folder, 'times.mp4'), seconds: 6 })
    expect(await media.thumbnail(file, 5000, { width: 160 })).not.toEqual(
      await media.thumbnail(file, 0, { width: 160 }),
    )
  })
})
