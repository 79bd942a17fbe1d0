import { formatTimecode } from '#shared/time/timecode.ts'
import { AppError } from '#shared/errors.ts'
import { decoderThreads, ffmpegLimits, inputFile, inputLimits, passEveryFrame } from './ffmpeg-arguments.ts'
import { openFramePipe, type FramePipe } from './frame-pipe.ts'
import { cellOf, planSampling, selectFilter, type SamplingPlan } from './frame-sampling.ts'
import { frameSize, type PictureSize } from './frame-size.ts'
import { unreadable } from './probe.ts'
import type { VideoFacts } from './probe-report.ts'
import type { DecodedFrame, FfmpegTools, FrameRequest } from './types.ts'

const defaultStallMs = 30_000

/**
 * A seek aims this much before the span: index entries may be decoding times, which run ahead of presentation,
 * and frames right after a key frame may need ones before it.
 */
const seekMarginMs = 1000

/** Below this a seek saves nothing. */
const shortestSeekMs = 2000

interface Reading {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
  readonly request: FrameRequest
  readonly plan: SamplingPlan
  readonly size: PictureSize
  readonly stallMs: number
}

/**
 * Reads the frames of one span with one ffmpeg process. Times are those of the file (pts), moved only as a
 * player moves them; nothing is duplicated, dropped or retimed. After a seek the first decoded picture is
 * checked: if the file's index led behind the start of the span, the span is read again from the beginning.
 *
 * Colours: 8-bit RGB in full range by the matrix and range that the stream names, BT.601 where it names none
 * (what OpenCV, decord and ffmpeg do, so what published models were trained on).
 */
export async function* readVideoFrames(
  source: { readonly tools: FfmpegTools; readonly facts: VideoFacts; readonly stallMs?: number },
  request: FrameRequest,
): AsyncGenerator<DecodedFrame, void, void> {
  checkRequest(request)
  const { tools, facts } = source
  const reading: Reading = {
    tools,
    facts,
    request,
    plan: planSampling(request, { ...facts, durationMs: facts.probe.durationMs }),
    size: frameSize(facts, request.maxSide),
    stallMs: source.stallMs ?? defaultStallMs,
  }
  const seekMs = request.startMs + facts.playerOffsetMs - seekMarginMs - facts.fileStartMs
  if (seekMs >= shortestSeekMs - seekMarginMs) {
    const landed = yield* readFrom(reading, seekMs)
    if (landed !== 'too-late') return
  }
  yield* readFrom(reading, null)
}

function checkRequest({ startMs, endMs, fps, maxFrames, maxSide }: FrameRequest): void {
  const isSound =
    startMs >= 0 && endMs > startMs && fps > 0 && Number.isFinite(fps) && maxFrames >= 1 && maxSide >= 1
  if (!isSound) throw new AppError('bad-request', 'A span of video needs a start before its end and a frame rate.')
}

/** `seekMs` counts from the earliest time stamp of the file, as ffmpeg's `-ss` does; null reads from the start. */
async function* readFrom(
  reading: Reading,
  seekMs: number | null,
): AsyncGenerator<DecodedFrame, 'done' | 'too-late', void> {
  const { request, plan, size, facts } = reading
  const pipe = openFramePipe({
    ffmpeg: reading.tools.ffmpeg,
    args: frameArguments(reading, seekMs),
    frameBytes: size.width * size.height * 3,
    stallMs: reading.stallMs,
    signal: request.signal,
  })
  let given = 0
  let lastCell = -1
  let isFirst = true
  try {
    for (let frame = await pipe.next(); frame !== null; frame = await pipe.next()) {
      const { seconds } = frame.stamp
      if (isFirst && seekMs !== null && !(seconds <= plan.startSeconds + plan.cellSeconds * 0)) {
        const startsThere = facts.probe.startMs >= request.startMs
        if (!startsThere) return 'too-late'
      }
      isFirst = false
      const cell = cellOf(seconds, plan)
      if (cell === null || cell <= lastCell || given >= request.maxFrames) continue
      lastCell = cell
      given += 1
      yield { timeMs: toPlayerMs(seconds, facts), ...size, rgb: frame.bytes }
    }
    if (pipe.stalled) throw unreadable(request.file, 'could not be read: the disk or the decoder does not answer.')
    if (given === 0) throw noFrame(reading, pipe)
    if (pipe.log.damageCount > 0) request.onDamage?.(pipe.log.damageCount)
    return 'done'
  } finally {
    await pipe.close()
  }
}
