import { startDecoder, outputPipe } from '../ffmpeg/decoder-process.ts'
import { decodedInput, decoderArguments, rawOutput, toRgb } from '../ffmpeg/ffmpeg-arguments.ts'
import { announcePicture, type FfmpegLog, type FrameStamp } from '../ffmpeg/ffmpeg-log.ts'
import type { DecoderEnding } from '../ffmpeg/decoder-process.ts'
import type { PipedFrame } from './frame-pipe.ts'
import { stepSeconds, type Reading } from './reading.ts'

/** One frame that is looked for: the first one at or after a time stamp of the file. */
export interface SeekTarget {
  readonly seconds: number
  /** As `seekBefore` gives it. */
  readonly seekMs: number | null
}

/** What one seek led to. */
export interface Landing {
  /** The picture that was decoded first. */
  readonly first: FrameStamp
  /** Null when the file ends before. */
  readonly frame: PipedFrame | null
}

export interface GroupResult {
  /** In the order of the targets; null where the decoder ended before it got there. */
  readonly landings: readonly (Landing | null)[]
  readonly ending: DecoderEnding
  readonly log: FfmpegLog
}

export interface GroupOptions {
  /** Whether every picture is announced in the log; with several targets nobody could tell whose it is. */
  readonly announce: boolean
  readonly signal: AbortSignal | undefined
}

/** First the picture that the seek landed on, then the one looked for: another one where that is the first. */
const framesPerTarget = 2

/**
 * Looks for several frames with one ffmpeg, which opens the file once for each and stops at once when it has them:
 * starting ffmpeg costs as much as decoding many a frame. Rejects with AppError `cancelled` or `ffmpeg-missing`.
 */
export async function readSeekGroup(
  { tools, facts, limits, request, size, part }: Reading,
  targets: readonly SeekTarget[],
  { announce, signal }: GroupOptions,
): Promise<GroupResult> {
  const frameBytes = size.width * size.height * 3
  const decoder = startDecoder({
    ffmpeg: tools.ffmpeg,
    args: [
      ...decoderArguments,
      ...targets.flatMap(({ seekMs }) => decodedInput(request.file, seekMs, request.cores)),
      ...targets.flatMap(({ seconds }, index) =>
        rawOutput({
          version: tools.version,
          stream: `${String(index)}:${String(facts.streamIndex)}`,
          filters: [selectTarget(seconds, announce), ...toRgb(size, part)],
          source: index,
          frames: framesPerTarget,
          pipe: outputPipe(index),
        }),
      ),
    ],
    pipes: targets.length,
    limits,
    stepSeconds: stepSeconds(facts),
    signal,
  })
  const received = decoder.pipes.map((pipe) => {
    const bytes = new Uint8Array(framesPerTarget * frameBytes)
    const filled = { bytes, count: 0 }
    pipe.on('data', (chunk: Buffer) => {
      decoder.markAlive()
      bytes.set(chunk.subarray(0, bytes.length - filled.count), filled.count)
      filled.count = Math.min(bytes.length, filled.count + chunk.length)
    })
    return filled
  })
  await decoder.gone
  decoder.throwIfHopeless()
  const { log, ending } = decoder
  const landings = targets.map(({ seconds }, index) => {
    const stamps = log.times.filter(({ source }) => source === index)
    const { bytes, count } = received[index] ?? { bytes: new Uint8Array(), count: 0 }
    const frames = stamps
      .slice(0, Math.floor(count / frameBytes))
      .map((stamp, at) => ({ stamp, bytes: bytes.subarray(at * frameBytes, (at + 1) * frameBytes) }))
    const [first] = frames
    if (first === undefined) return null
    const frame = frames.find(({ stamp }) => stamp.seconds >= seconds) ?? null
    // Without an end of its own, a decoder that is gone says nothing of the frames that did not come.
    return frame === null && ending !== 'finished' ? null : { first: first.stamp, frame }
  })
  return { landings, ending, log }
}

function selectTarget(seconds: number, announce: boolean): string {
  const wanted = `max(eq(n,0),gte(t,${seconds.toFixed(9)}))`
  return `select='${announce ? `${announcePicture}+` : ''}${wanted}'`
}
