import { videoLengthMs } from '#shared/domain/video-span.ts'
import { AppError } from '#shared/errors.ts'
import { usualLimits, type DecoderLimits } from '../ffmpeg/decoder-process.ts'
import { readVideoFrames } from '../frames/frame-reader.ts'
import { planSampling } from '../frames/frame-sampling.ts'
import { frameSize, type PictureSize } from '../frames/frame-size.ts'
import {
  canSkipToKeyFrames,
  readKeyPictures,
  seekKeyPictures,
  type KeyPicture,
} from '../frames/key-pictures.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { createProgress, type Reading } from '../frames/reading.ts'
import type { FfmpegTools, FrameRequest, StripPicture, StripRequest } from '../types.ts'

export interface StripSource {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
  readonly limits?: DecoderLimits
  /** Videos with more pixels than this, all frames together, are shown by their key frames. */
  readonly affordablePixels?: number
}

/** About a minute of 1080p, which takes 10 to 20 s. */
const usuallyAffordable = 1800 * 1920 * 1080

/** How many pictures a video has: one for each multiple of the interval that lies in it. */
export function stripPictureCount(durationMs: number, intervalMs: number): number {
  return Math.max(1, Math.ceil(durationMs / intervalMs))
}

/**
 * Pictures along the whole video, upright and with square pixels, in the middle of black where the shape differs. Of a
 * short video picture k is the first frame from k intervals on, of a long one the nearest of its key frames, because
 * decoding all of it would take as long as watching a good part of it.
 *
 * Throws AppError `media-unreadable`, `bad-request`, `cancelled` or `ffmpeg-missing`.
 */
export async function* readStripPictures(
  source: StripSource,
  request: StripRequest,
): AsyncGenerator<StripPicture, void, void> {
  const { intervalMs, width, height, from } = request
  if (!(intervalMs > 0 && width >= 1 && height >= 1 && from >= 0)) {
    throw new AppError('bad-request', 'Pictures of a filmstrip need a size and an interval.')
  }
  const total = stripPictureCount(source.facts.probe.durationMs, intervalMs)
  const reading = readingFor(source, request)
  const tile = { rgb: new Uint8Array(pictureBytes(request)), width, height }
  const before = { timeMs: Number.NEGATIVE_INFINITY, rgb: new Uint8Array(pictureBytes(reading.size)) }
  let wanted = from
  for await (const picture of picturesAlong(reading, request, isAffordable(source))) {
    for (; wanted < total && picture.timeMs >= wanted * intervalMs; wanted += 1) {
      const isNearer = wanted * intervalMs - before.timeMs <= picture.timeMs - wanted * intervalMs
      yield { index: wanted, rgb: framed((isNearer ? before : picture).rgb, reading.size, tile) }
    }
    if (wanted >= total) return
    before.timeMs = picture.timeMs
    before.rgb.set(picture.rgb)
  }
  if (!Number.isFinite(before.timeMs)) throw unreadable(request.file, 'has no readable picture.')
  for (; wanted < total; wanted += 1) {
    yield { index: wanted, rgb: framed(before.rgb, reading.size, tile) }
  }
}

function pictureBytes({ width, height }: PictureSize): number {
  return width * height * 3
}

/** In order of time, from one at or before the first wanted one on. */
async function* picturesAlong(
  reading: Reading,
  request: StripRequest,
  mayDecodeAll: boolean,
): AsyncGenerator<KeyPicture, void, void> {
  const { facts } = reading
  let reachedMs = Math.max(0, request.from - 1) * request.intervalMs
  const remember = async function* (
    pictures: AsyncGenerator<KeyPicture, 'complete' | 'unsuited', void>,
  ): AsyncGenerator<KeyPicture, 'complete' | 'unsuited', void> {
    for (;;) {
      const step = await pictures.next()
      if (step.done === true) return step.value
      reachedMs = Math.max(reachedMs, step.value.timeMs)
      yield step.value
    }
  }
  if (!mayDecodeAll) {
    if (canSkipToKeyFrames(facts.probe)) {
      const ending = yield* remember(readKeyPictures(reading, reachedMs))
      if (ending === 'complete') return
    }
    const ending = yield* remember(seekKeyPictures(reading, timesFrom(reachedMs, reading, request)))
    if (ending === 'complete') return
  }
  yield* readVideoFrames(reading, { ...reading.request, startMs: reachedMs })
}

function isAffordable({ facts, affordablePixels = usuallyAffordable }: StripSource): boolean {
  const { fps, width, height } = facts.probe
  return (videoLengthMs(facts.probe) / 1000) * (fps ?? 30) * width * height <= affordablePixels
}

function timesFrom(fromMs: number, { facts }: Reading, { intervalMs }: StripRequest): number[] {
  const total = stripPictureCount(facts.probe.durationMs, intervalMs)
  const first = Math.floor(fromMs / intervalMs)
  return Array.from({ length: total - first }, (_, index) => (first + index) * intervalMs)
}

/** A reading of the whole video at the interval, in the size that fits into a tile. */
function readingFor({ tools, facts, limits = usualLimits }: StripSource, request: StripRequest): Reading {
  const upright = frameSize(facts, Number.POSITIVE_INFINITY)
  const scale = Math.min(request.width / upright.width, request.height / upright.height)
  const maxSide = Math.max(1, Math.round(Math.max(upright.width, upright.height) * scale))
  const { durationMs } = facts.probe
  const frames: FrameRequest = {
    file: request.file,
    startMs: 0,
    endMs: durationMs + request.intervalMs,
    sampling: {
      kind: 'rate',
      fps: 1000 / request.intervalMs,
      maxFrames: stripPictureCount(durationMs, request.intervalMs) + 1,
    },
    maxSide,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  }
  return {
    tools,
    facts,
    limits,
    request: frames,
    plan: planSampling(frames, facts),
    size: frameSize(facts, maxSide),
    part: null,
    progress: createProgress(),
  }
}

interface Tile extends PictureSize {
  readonly rgb: Uint8Array
}

/** The picture in the middle of a tile; one that is a pixel too large loses it. */
function framed(rgb: Uint8Array, size: PictureSize, tile: Tile): Uint8Array {
  const left = Math.floor((tile.width - size.width) / 2)
  const top = Math.floor((tile.height - size.height) / 2)
  const across = Math.min(tile.width, size.width)
  tile.rgb.fill(0)
  for (let row = Math.max(0, -top); row < size.height && row + top < tile.height; row += 1) {
    const from = (row * size.width + Math.max(0, -left)) * 3
    tile.rgb.set(rgb.subarray(from, from + across * 3), ((row + top) * tile.width + Math.max(0, left)) * 3)
  }
  return tile.rgb
}
