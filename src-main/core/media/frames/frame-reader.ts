import { AppError } from '#shared/errors.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { usualLimits, type DecoderLimits } from '../ffmpeg/decoder-process.ts'
import { readDense } from './dense-read.ts'
import { planSampling } from './frame-sampling.ts'
import { frameSize } from './frame-size.ts'
import { partAround } from './picture-part.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { createProgress, damagedSpans, type Reading } from './reading.ts'
import { seekingPays } from './seeking-pays.ts'
import { readSparse } from './sparse-read.ts'
import type { DecodedFrame, FfmpegTools, FrameRequest } from '../types.ts'

export interface FrameSource {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
  readonly limits?: DecoderLimits
}

/**
 * Reads the frames of one span in child processes. Times are those of the file (pts), moved only as a player
 * moves them; nothing is duplicated, dropped or retimed. Frames that lie close are read by decoding all of the
 * span, those that lie far apart by seeking to each; the frames are the same.
 *
 * Colours: 8-bit RGB in full range by the matrix and range that the stream names, BT.601 where it names none
 * (what ffmpeg, OpenCV and decord do, so what published models were trained on).
 *
 * Throws AppError `media-unreadable`, `cancelled`, `bad-request` or `ffmpeg-missing`.
 */
export async function* readVideoFrames(
  source: FrameSource,
  request: FrameRequest,
): AsyncGenerator<DecodedFrame, void, void> {
  const reading = startReading(source, request)
  const seeking = await seekingPays(reading)
  const isRead = seeking !== null && (yield* readSparse(seeking)) === 'complete'
  if (!isRead) yield* readDense(reading)
  if (reading.progress.given === 0) throw noFrame(reading)
  const spans = damagedSpans(reading)
  if (spans.length > 0) request.onDamage?.(spans)
}

/** Throws AppError `bad-request` for what is no span or no sampling. */
export function startReading(
  { tools, facts, limits = usualLimits }: FrameSource,
  request: FrameRequest,
): Reading {
  checkRequest(request)
  const { maxSide, region } = request
  const part = region === undefined ? null : partAround(facts, maxSide, region)
  return {
    tools,
    facts,
    limits,
    request,
    plan: planSampling(request, facts),
    size: part ?? frameSize(facts, maxSide),
    part,
    progress: createProgress(),
  }
}

function checkRequest({ startMs, endMs, sampling, maxSide }: FrameRequest): void {
  const isSpan = startMs >= 0 && endMs > startMs
  const hasStep =
    sampling.kind === 'rate'
      ? sampling.fps > 0 && Number.isFinite(sampling.fps)
      : sampling.frames >= 1 && Number.isInteger(sampling.frames)
  if (isSpan && hasStep && (sampling.maxFrames ?? 1) >= 1 && maxSide >= 1) return
  throw new AppError(
    'bad-request',
    'A span of video must end after it starts, and needs a frame rate or a step of whole frames.',
  )
}

function noFrame(reading: Reading): AppError {
  const { request, facts, progress } = reading
  const cause = new Error(progress.complaints.join('\n'))
  const refuse = (what: string) => unreadable(request.file, what, cause)
  if (progress.complaints.some((line) => /decoder.*not found|codec none/i.test(line))) {
    return refuse(
      `uses the video format ${facts.probe.codec}, which the FFmpeg on this computer cannot decode.`,
    )
  }
  const { durationMs } = facts.probe
  const start = formatTimecode(request.startMs)
  if (request.startMs >= durationMs) {
    return refuse(`ends at ${formatTimecode(durationMs)}: it has no picture at ${start}.`)
  }
  const end = formatTimecode(Math.min(request.endMs, durationMs))
  return refuse(
    progress.complaints.length > 0
      ? `has no readable picture from ${start} to ${end}: this part of the file is damaged.`
      : `has no picture from ${start} to ${end}.`,
  )
}
