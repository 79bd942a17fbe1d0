import type { AppError } from '#shared/errors.ts'
import { overlapOf, unionOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import type { DamagedStretch } from '../ffmpeg/damage-watch.ts'
import type { DecoderEnding, DecoderLimits } from '../ffmpeg/decoder-process.ts'
import type { FfmpegLog, FrameStamp } from '../ffmpeg/ffmpeg-log.ts'
import type { SamplingPlan } from './frame-sampling.ts'
import type { PictureSize } from './frame-size.ts'
import type { PicturePart } from './picture-part.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import type { DecodedFrame, FfmpegTools, FrameRequest } from '../types.ts'

/** One request for frames on its way, whatever the number of decoders that it takes. */
export interface Reading<Plan extends SamplingPlan = SamplingPlan> {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
  readonly limits: DecoderLimits
  readonly request: FrameRequest
  readonly plan: Plan
  /** Of the frames that are given. */
  readonly size: PictureSize
  /** What is decoded of each picture; null for all of it. */
  readonly part: PicturePart | null
  readonly progress: Progress
}

/** Kept from one decoder to the next. */
export interface Progress {
  /** Time stamp of the plan's last frame that was handled: given, or withheld because it is damaged. */
  handledSeconds: number | null
  given: number
  /** How often in a row a decoder ended before it had brought anything new. */
  failedStarts: number
  readonly damage: DamagedStretch[]
  readonly complaints: string[]
}

export function createProgress(): Progress {
  return { handledSeconds: null, given: 0, failedStarts: 0, damage: [], complaints: [] }
}

/** A decoder that is killed before it brings a frame is started again so often; one that hangs, once. */
const maxFailedStarts = { crashed: 4, stalled: 1 }

/** A seek that skips less than this saves nothing. */
const shortestSeekMs = 1000

/**
 * Where to point `-ss` to find the pictures from a time stamp on, counted from the earliest time stamp of the file as
 * ffmpeg does; null where reading from the start is as good.
 */
export function seekBefore(
  { probe, ...facts }: VideoFacts,
  seconds: number,
  marginMs: number,
): number | null {
  const seekMs = seconds * 1000 - facts.fileStartMs - marginMs
  const isAfterStart = seconds * 1000 - facts.playerOffsetMs > probe.startMs
  return seekMs >= shortestSeekMs && isAfterStart ? seekMs : null
}

/** The usual time from one picture to the next; an unknown one is taken for long, so that no gap is imagined. */
export function stepSeconds({ probe }: VideoFacts): number {
  return 1 / (probe.fps ?? 1)
}

/** End of the video as a time stamp of the file, in seconds. */
export function endOf({ facts }: Pick<Reading, 'facts'>): number {
  return (facts.probe.durationMs + facts.playerOffsetMs) / 1000
}

/** Books a frame of the plan, and makes it what is given; null when it is damaged and withheld. */
export function deal(
  { facts, size, part, progress }: Reading,
  { stamp, bytes }: { readonly stamp: FrameStamp; readonly bytes: Uint8Array },
): DecodedFrame | null {
  progress.handledSeconds = stamp.seconds
  progress.failedStarts = 0
  if (stamp.damaged) return null
  progress.given += 1
  const { numerator, denominator } = facts.timeBase
  return {
    timeMs: toPlayerMs(stamp.seconds, facts),
    ticks: Math.round((stamp.seconds * denominator) / numerator),
    ...{ width: size.width, height: size.height, rgb: bytes },
    ...(part === null ? {} : { part }),
  }
}

/** Keeps what a decoder had to say of the file. */
export function keepComplaints({ progress }: Reading, log: FfmpegLog, readUntilSeconds: number): void {
  progress.damage.push(...log.damageUntil(readUntilSeconds))
  progress.complaints.push(...log.complaints)
}

/** Where the span is damaged as far as it was read, in order, stretches that touch joined. */
export function damagedSpans({ facts, request, progress }: Reading): TimeSpan[] {
  const damaged = progress.damage.flatMap(({ startSeconds, endSeconds }) => {
    const span = { startMs: toPlayerMs(startSeconds, facts), endMs: toPlayerMs(endSeconds, facts) }
    return overlapOf(span, request) ?? []
  })
  return unionOf(damaged)
}

/**
 * To be called when a decoder ended before its work was done. Returns when it is worth starting another one;
 * throws AppError `media-unreadable` otherwise.
 */
export function mayRestart({ request, facts, limits, progress }: Reading, ending: DecoderEnding): void {
  const atMs = progress.handledSeconds === null ? request.startMs : toPlayerMs(progress.handledSeconds, facts)
  const cannot = (reason: string): AppError =>
    unreadable(request.file, `could not be read from ${formatTimecode(atMs)} on: ${reason}`)
  if (ending === 'too-large') {
    const gigabytes = (limits.maxResidentBytes / 1024 ** 3).toFixed(1)
    throw cannot(`its pictures need more than ${gigabytes} GB of memory.`)
  }
  progress.failedStarts += 1
  if (ending === 'stalled' && progress.failedStarts > maxFailedStarts.stalled) {
    throw cannot('the disk or the decoder stopped answering.')
  }
  if (progress.failedStarts > maxFailedStarts.crashed)
    throw cannot('the decoder crashed there again and again.')
}

/** To a microsecond: binary fractions of a time base would only look like precision. */
export function toPlayerMs(seconds: number, { playerOffsetMs }: VideoFacts): number {
  return Math.round((seconds * 1000 - playerOffsetMs) * 1000) / 1000
}
