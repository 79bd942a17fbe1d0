import { AppError } from '#shared/errors.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { decoderThreads, ffmpegLimits, inputFile, inputLimits, passEveryFrame } from './ffmpeg-arguments.ts'
import { openFramePipe, type FramePipe } from './frame-pipe.ts'
import {
  createFrameCheck,
  planSampling,
  selectFilter,
  toleranceSeconds,
  type Passed,
  type SamplingPlan,
} from './frame-sampling.ts'
import { frameSize, type PictureSize } from './frame-size.ts'
import { unreadable } from './probe.ts'
import type { VideoFacts } from './probe-report.ts'
import type { DecodedFrame, FfmpegTools, FrameRequest } from './types.ts'

const defaultStallMs = 30_000

/**
 * A seek aims this much before the span: an index may hold decoding times, which run ahead of presentation,
 * and frames right after a key frame may need ones before it.
 */
const seekMarginMs = 1000

/** A seek that skips less than this saves nothing. */
const shortestSeekMs = 1000

export interface FrameSource {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
  /** How long ffmpeg may be silent while it is waited for. */
  readonly stallMs?: number
}

interface Reading extends FrameSource {
  readonly request: FrameRequest
  readonly plan: SamplingPlan
  readonly size: PictureSize
  /** The plan's frames that were dealt with, and how many of them were given; kept from one pass to the next. */
  readonly done: { planned: number; given: number }
}

/** How ffmpeg is run over the span. */
interface Pass {
  /** Counts from the earliest time stamp of the file, as ffmpeg's `-ss` does; null reads from the start. */
  readonly seekMs: number | null
  readonly passed: Passed
}

/**
 * Reads the frames of one span with one ffmpeg process. Times are those of the file (pts), moved only as a
 * player moves them; nothing is duplicated, dropped or retimed. After a seek the first decoded picture is
 * checked: if the file's index led behind the start of the span, the span is read again from the beginning. Where
 * ffmpeg loses count of the frames, the rest is read with every frame passed, and counted here.
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
  checkRequest(request)
  const { facts } = source
  const { durationMs, startMs } = facts.probe
  const reading: Reading = {
    ...source,
    request,
    plan: planSampling(request, { playerOffsetMs: facts.playerOffsetMs, durationMs }),
    size: frameSize(facts, request.maxSide),
    done: { planned: 0, given: 0 },
  }
  const seekMs = request.startMs + facts.playerOffsetMs - facts.fileStartMs - seekMarginMs
  const isWorthSeeking = seekMs >= shortestSeekMs && request.startMs > startMs
  let pass: Pass = { seekMs: isWorthSeeking ? seekMs : null, passed: 'planned' }
  for (;;) {
    const ending = yield* readSpan(reading, pass)
    if (ending === 'complete') return
    pass = ending === 'behind-start' ? { ...pass, seekMs: null } : { ...pass, passed: 'all' }
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

/**
 * Gives the frames that no pass before has given. Ends with `behind-start`, and no frame, when a seek landed too
 * late to have seen the whole span, and with `count-lost` where the filter no longer knew which frame is next.
 */
async function* readSpan(
  reading: Reading,
  pass: Pass,
): AsyncGenerator<DecodedFrame, 'complete' | 'behind-start' | 'count-lost', void> {
  const { request, plan, size, facts, done } = reading
  const pipe = openPipe(reading, pass)
  const check = createFrameCheck(plan, pass.passed)
  let planned = 0
  let mustCheckLanding = pass.seekMs !== null
  try {
    for (let frame = await pipe.next(); frame !== null; frame = await pipe.next()) {
      const { seconds, damaged } = frame.stamp
      if (mustCheckLanding && !(seconds <= plan.startSeconds + 2 * toleranceSeconds)) return 'behind-start'
      mustCheckLanding = false
      const verdict = check(frame.stamp)
      if (verdict === 'count-lost') return verdict
      if (verdict === 'other') continue
      planned += 1
      if (planned <= done.planned) continue
      done.planned = planned
      if (damaged) continue
      done.given += 1
      yield { timeMs: toPlayerMs(seconds, facts), ...size, rgb: frame.bytes }
      if (done.given >= plan.maxFrames) break
    }
    if (pipe.stalled && done.given < plan.maxFrames) {
      throw unreadable(request.file, 'could not be read: the disk or the decoder stopped answering.')
    }
    if (mustCheckLanding) return 'behind-start'
    if (done.given === 0) throw noFrame(reading, pipe)
    if (pipe.log.damageCount > 0) request.onDamage?.(pipe.log.damageCount)
    return 'complete'
  } finally {
    await pipe.close()
  }
}

function openPipe(reading: Reading, pass: Pass): FramePipe {
  const { tools, size, request, stallMs = defaultStallMs } = reading
  return openFramePipe({
    ffmpeg: tools.ffmpeg,
    args: frameArguments(reading, pass),
    frameBytes: size.width * size.height * 3,
    stallMs,
    signal: request.signal,
  })
}

function frameArguments({ tools, facts, request, plan, size }: Reading, { seekMs, passed }: Pass): string[] {
  const filters = [
    // Stops decoding at the end of the span.
    ...(Number.isFinite(request.endMs) ? [`trim=end=${plan.endSeconds.toFixed(6)}`] : []),
    selectFilter(plan, { passed, keepFirst: seekMs !== null }),
    `scale=${size.width}:${size.height}:flags=bicubic`,
    'format=rgb24',
    'setsar=1',
    'showinfo',
  ]
  return [
    ...ffmpegLimits,
    '-loglevel',
    'repeat+level+info',
    '-nostats',
    // A sign of life twice a second, also while a long stretch is decoded and nothing selected.
    '-progress',
    'pipe:2',
    '-copyts',
    ...(seekMs === null ? [] : ['-noaccurate_seek', '-ss', (seekMs / 1000).toFixed(6)]),
    ...decoderThreads(),
    ...inputLimits,
    '-i',
    inputFile(request.file),
    '-map',
    `0:${facts.streamIndex}`,
    '-an',
    '-sn',
    '-dn',
    '-filter:v',
    filters.join(','),
    ...passEveryFrame(tools.version),
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    'pipe:1',
  ]
}

/** To a microsecond: binary fractions of a time base would only look like precision. */
function toPlayerMs(seconds: number, { playerOffsetMs }: VideoFacts): number {
  return Math.round((seconds * 1000 - playerOffsetMs) * 1000) / 1000
}

function noFrame({ request, facts }: Reading, pipe: FramePipe): AppError {
  const cause = new Error(pipe.log.complaints.join('\n'))
  if (pipe.log.complaints.some((line) => /decoder.*not found|codec none/i.test(line))) {
    return unreadable(
      request.file,
      `uses the video format ${facts.probe.codec}, which the FFmpeg on this computer cannot decode.`,
      cause,
    )
  }
  const { durationMs } = facts.probe
  const start = formatTimecode(request.startMs)
  if (request.startMs >= durationMs) {
    return unreadable(
      request.file,
      `ends at ${formatTimecode(durationMs)}: it has no picture at ${start}.`,
      cause,
    )
  }
  const end = formatTimecode(Math.min(request.endMs, durationMs))
  return unreadable(
    request.file,
    pipe.log.damageCount > 0
      ? `has no readable picture from ${start} to ${end}: this part of the file is damaged.`
      : `has no picture from ${start} to ${end}.`,
    cause,
  )
}
