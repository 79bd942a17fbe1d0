import { outputPipe } from '../ffmpeg/decoder-process.ts'
import { decodedInput, decoderArguments, rawOutput, toRgb } from '../ffmpeg/ffmpeg-arguments.ts'
import { announcePicture } from '../ffmpeg/ffmpeg-log.ts'
import { openFramePipe } from './frame-pipe.ts'
import { keyInterval } from './key-interval.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { seekBefore, stepSeconds, toPlayerMs, type Reading } from './reading.ts'
import { readSeekGroup } from './seek-group.ts'

/** A picture somewhere along a video. */
export interface KeyPicture {
  /** Player time. */
  readonly timeMs: number
  /** Uint8[width * height * 3]; valid only until the next one is asked for. */
  readonly rgb: Uint8Array
}

/** `unsuited`: key frames are too rare here, or cannot be told apart, and what is left must be read otherwise. */
type KeyEnding = 'complete' | 'unsuited'

/** A stretch of an interview this long must not be shown by one picture. */
const maxKeyStepMs = 30_000

/** Key frames further apart than this many times the usual distance have been missed. */
const missedSteps = 2.5

/** Decoders that pass over all other pictures when they are told to (FFmpeg's VP9 and AV1 do not). */
const skippingCodecs = new Set(['h264', 'hevc', 'vp8'])
/** Containers that give every picture its own presentation time; elsewhere it is counted, and skipping upsets that. */
const timedContainers = new Set(['mp4', 'mov', 'mkv', 'webm', 'mpegts'])

export function canSkipToKeyFrames({ container, codec }: { container: string; codec: string }): boolean {
  return skippingCodecs.has(codec) && timedContainers.has(container)
}

/**
 * Every key frame from the one before `fromMs` on, with one decoder that passes over the rest: an hour takes some
 * seconds. With open groups of pictures FFmpeg's H.264 decoder loses most of them, and the times of the others: such
 * gaps show that the file is unsuited.
 */
export async function* readKeyPictures(
  reading: Reading,
  fromMs: number,
): AsyncGenerator<KeyPicture, KeyEnding, void> {
  const { tools, facts, size, request, limits } = reading
  const stream = `0:${String(facts.streamIndex)}`
  const usualStepMs = 1000 * (await keyInterval(reading, request.file, request.signal))
  const maxStepMs = Math.min(maxKeyStepMs, Math.max(1000, missedSteps * usualStepMs))
  const pipe = openFramePipe({
    ffmpeg: tools.ffmpeg,
    args: [
      ...decoderArguments,
      ...['-skip_frame', 'nokey'],
      ...decodedInput(request.file, seekBefore(facts, fileSeconds(facts, fromMs), 0)),
      ...rawOutput({
        version: tools.version,
        stream,
        // The announcement lets a patched picture be told.
        filters: [`select='${announcePicture}+1'`, ...toRgb(size)],
        pipe: outputPipe(0),
      }),
    ],
    frameBytes: size.width * size.height * 3,
    limits,
    stepSeconds: stepSeconds(facts),
    signal: request.signal,
  })
  let lastMs: number | null = null
  try {
    for (let frame = await pipe.next(); frame !== null; frame = await pipe.next()) {
      const timeMs = toPlayerMs(frame.stamp.seconds, facts)
      const isNext = timeMs > (lastMs ?? Number.NEGATIVE_INFINITY)
      const stepMs = timeMs - Math.max(lastMs ?? facts.probe.startMs, fromMs)
      if (!isNext || stepMs > (lastMs === null ? 1 : maxStepMs)) return 'unsuited'
      lastMs = timeMs
      if (!frame.stamp.damaged) yield { timeMs, rgb: frame.bytes }
    }
    const isWhole = lastMs !== null && facts.probe.durationMs - lastMs <= maxStepMs
    return isWhole && pipe.ending === 'finished' ? 'complete' : 'unsuited'
  } finally {
    await pipe.close()
  }
}

/** Before every time stamp: whatever picture comes first is the one that is looked for. */
const anyTimeSeconds = -1e9

/** Each opens the file once more, with its whole index: memory, not speed, is the limit. */
const seeksAtOnce = 4

/** For each time the key frame at or before it, by seeking: slower, but it works with every decoder and container. */
export async function* seekKeyPictures(
  reading: Reading,
  timesMs: readonly number[],
): AsyncGenerator<KeyPicture, KeyEnding, void> {
  const { facts, request } = reading
  for (let at = 0; at < timesMs.length; at += seeksAtOnce) {
    const group = timesMs.slice(at, at + seeksAtOnce)
    const targets = group.map((timeMs) => {
      const seconds = fileSeconds(facts, timeMs)
      return { seconds: anyTimeSeconds, seekMs: seekBefore(facts, seconds, 0) }
    })
    const { landings, ending } = await readSeekGroup(reading, targets, {
      announce: false,
      signal: request.signal,
    })
    if (ending === 'stalled' || ending === 'too-large') {
      throw unreadable(
        request.file,
        'could not be looked through: the disk or the decoder stopped answering.',
      )
    }
    for (const [index, landing] of landings.entries()) {
      const frame = landing?.frame ?? null
      if (frame === null) continue
      const timeMs = toPlayerMs(frame.stamp.seconds, facts)
      if ((group[index] ?? 0) - timeMs > maxKeyStepMs) return 'unsuited'
      yield { timeMs, rgb: frame.bytes }
    }
  }
  return 'complete'
}

/** A player time as a time stamp of the file. */
function fileSeconds({ playerOffsetMs }: VideoFacts, timeMs: number): number {
  return (timeMs + playerOffsetMs) / 1000
}
