import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { VideoProbe } from '#shared/domain/clip.ts'
import { AppError } from '#shared/errors.ts'
import type { MediaTools } from '#core/media/types.ts'

export function aProbe(changes: Partial<VideoProbe> = {}): VideoProbe {
  return {
    container: 'mp4',
    codec: 'h264',
    width: 640,
    height: 360,
    rotationDeg: 0,
    pixelAspect: 1,
    fps: 25,
    frameCount: 250,
    durationMs: 10_000,
    startMs: 0,
    hasAudio: false,
    ...changes,
  }
}

export interface FakeMedia extends MediaTools {
  /** Base names that were probed, in order. */
  readonly probed: string[]
  readonly thumbnailsMade: string[]
}

/**
 * Media tools that read text: a file whose content begins with `bad:` is refused with the rest as the reason,
 * any other is a video of 10 s.
 */
export function fakeMedia(): FakeMedia {
  const probed: string[] = []
  const thumbnailsMade: string[] = []
  const unreadable = (file: string, reason: string) =>
    new AppError('media-unreadable', `${basename(file)} ${reason}`)
  return {
    probed,
    thumbnailsMade,
    probe(file) {
      probed.push(basename(file))
      const text = readFileSync(file, 'utf8')
      return text.startsWith('bad:')
        ? Promise.reject(unreadable(file, text.slice('bad:'.length)))
        : Promise.resolve(aProbe())
    },
    remarks: () => Promise.resolve([]),
    readFrames() {
      throw new Error('not part of this test')
    },
    frameTimes() {
      const ticks = Float64Array.from({ length: 250 }, (_, frame) => frame)
      const timesMs = ticks.map((frame) => frame * 40)
      return Promise.resolve({ timeBase: { numerator: 1, denominator: 25 }, ticks, timesMs })
    },
    readSound() {
      throw new Error('not part of this test')
    },
    readStripPictures() {
      throw new Error('not part of this test')
    },
    makeProxy() {
      throw new Error('not part of this test')
    },
    writeJpeg() {
      throw new Error('not part of this test')
    },
    makeBlurredCopy() {
      throw new Error('not part of this test')
    },
    thumbnail(file) {
      thumbnailsMade.push(basename(file))
      const text = readFileSync(file, 'utf8')
      return text.includes('no picture')
        ? Promise.reject(unreadable(file, 'has no picture.'))
        : Promise.resolve(Buffer.from(`jpeg of ${text}`))
    },
    tools: { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe', version: '5.1', licence: 'GPL', source: 'path' },
  }
}
