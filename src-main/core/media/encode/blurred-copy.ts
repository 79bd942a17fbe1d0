import { AppError } from '#shared/errors.ts'
import { tellsDiskFull } from '../../files/os-errors.ts'
import { chooseCopyEncoder } from './copy-encoder.ts'
import type { CopyEncoder, FfmpegTools, BlurredCopy, BlurredCopyRequest } from '../types.ts'
import { decodedInput, ffmpegLimits, inputFile, passEveryFrame } from '../ffmpeg/ffmpeg-arguments.ts'
import { isFrom51 } from '../ffmpeg/ffmpeg-version.ts'
import { toleranceSeconds } from '../frames/frame-sampling.ts'
import { frameSize, type PictureSize } from '../frames/frame-size.ts'
import { maskGrid, maskVideo } from './mask-video.ts'
import type { MaskGrid } from './mask-video.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { seekBefore } from '../frames/reading.ts'
import { runWriter } from '../ffmpeg/run-writer.ts'
import type { WriterResult } from '../ffmpeg/run-writer.ts'

interface Source {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
}

/** A seek aims this much before the span, as when frames are read. */
const seekMarginMs = 1000

/**
 * Writes a span of a video as a file of its own, with parts of its pictures blurred: upright, every picture with its
 * time stamp (to a microsecond, from the first one), nothing of the source's metadata, chapters, subtitles and further
 * tracks. One ffmpeg does it all; the masks come on its standard input as a small video. Where a seek landed too late to
 * see all of the span, the file is read once more from its start.
 *
 * Throws AppError `media-unreadable`, `disk-full`, `ffmpeg-missing` or `cancelled`.
 */
export async function makeBlurredCopy(source: Source, request: BlurredCopyRequest): Promise<BlurredCopy> {
  const { playerOffsetMs } = source.facts
  const firstMs = request.masks[0]?.timeMs
  if (firstMs === undefined) throw new AppError('bad-request', 'A copy of no picture cannot be made.')
  const encoder = await chooseCopyEncoder(source.tools)
  const size = evenSize(frameSize(source.facts, Number.POSITIVE_INFINITY))
  const grid = maskGrid(size)
  const write = (seekMs: number | null): Promise<WriterResult> =>
    runWriter({
      ffmpeg: source.tools.ffmpeg,
      args: copyArguments(source, request, { encoder, size, grid, firstMs, seekMs }),
      input: maskVideo(request.masks, grid, { offsetMs: playerOffsetMs }),
      signal: request.signal,
      onProgress: request.onProgress,
    })
  const seekMs = seekBefore(source.facts, (firstMs + playerOffsetMs) / 1000, seekMarginMs)
  let result = await write(seekMs)
  if (seekMs !== null && result.frames < request.masks.length) result = await write(null)
  const { code, complaints } = result
  if (code === 0) return { extension: encoder.extension }
  const cause = new Error(complaints.join('\n'))
  if (tellsDiskFull(cause.message)) {
    throw new AppError('disk-full', 'The disk is full: the copy could not be written.', { cause })
  }
  const what =
    code === null ? 'the decoder stopped answering' : 'it cannot be decoded, or the folder not written to'
  throw unreadable(request.file, `could not be copied: ${what}.`, cause)
}

/** H.264 with colour at half the resolution needs even sides. */
function evenSize({ width, height }: PictureSize): PictureSize {
  return { width: Math.max(2, width - (width % 2)), height: Math.max(2, height - (height % 2)) }
}

interface CopyPlan {
  readonly encoder: CopyEncoder
  readonly size: PictureSize
  readonly grid: MaskGrid
  /** Player time of the first picture. */
  readonly firstMs: number
  /** Counts from the earliest time stamp of the file, as ffmpeg's `-ss` does; null reads from the start. */
  readonly seekMs: number | null
}

function copyArguments({ tools, facts }: Source, request: BlurredCopyRequest, plan: CopyPlan): string[] {
  const { encoder, seekMs } = plan
  const hasSound = request.keepSound && facts.probe.hasAudio
  return [
    ...ffmpegLimits,
    ...['-y', '-loglevel', 'error', '-nostats', '-progress', 'pipe:2', '-copyts'],
    ...decodedInput(request.file, seekMs),
    ...['-protocol_whitelist', 'pipe', '-thread_queue_size', '64', '-f', 'ivf', '-i', 'pipe:0'],
    ...['-filter_complex', copyFilter(facts, request, plan), '-map', '[copy]'],
    ...(hasSound ? ['-map', '0:a:0', '-filter:a', soundFilter(facts, request, plan)] : ['-an']),
    ...['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-fflags', '+bitexact', '-flags:v', '+bitexact', '-flags:a', '+bitexact'],
    ...[...passEveryFrame(tools.version), '-enc_time_base', '1:1000000', ...encoder.videoArgs],
    ...(hasSound ? encoder.soundArgs : []),
    // What sound encoders put before the first sample must not move the pictures.
    ...['-avoid_negative_ts', 'disabled'],
    // Older ones give the last picture no duration, and an edit list would then cut it off.
    ...(encoder.extension === 'mp4' && !isFrom51(tools.version) ? ['-use_editlist', '0'] : []),
    inputFile(request.target),
  ]
}

/**
 * The picture, a twin of few patches, and the mask that picks from the two. The mask is laid over the picture's own
 * (small, unseen) frames, so that it has exactly their time stamps. Merged twice, because one merge leaves up to a 256th
 * of the picture in the twin.
 */
function copyFilter(facts: VideoFacts, request: BlurredCopyRequest, plan: CopyPlan): string {
  const { size, grid } = plan
  const whole = `${size.width}:${size.height}`
  const cells = `${grid.columns}:${grid.rows}`
  const startUs = Math.round((plan.firstMs + facts.playerOffsetMs) * 1000)
  const rows = 2 * Math.max(1, Math.round(request.patches / 2))
  const columns = 2 * Math.max(1, Math.round((request.patches * size.width) / size.height / 2))
  return [
    `[0:${facts.streamIndex}]${spanFilter('trim', facts, { ...request, ...plan })},` +
      `scale=${whole}:flags=bicubic:out_range=tv,format=yuv420p,setsar=1,settb=1/1000000,split=3[sharp][deep][clock]`,
    `[deep]scale=${columns}:${rows}:flags=area,scale=${whole}:flags=bicubic,split=2[twin1][twin2]`,
    `[clock]scale=${cells}:flags=neighbor[small]`,
    `[small][1:0]overlay=0:0:shortest=1:format=yuv420,scale=${whole}:flags=neighbor,format=yuv420p,split=2[mask1][mask2]`,
    '[sharp][twin1][mask1]maskedmerge[once]',
    `[once][twin2][mask2]maskedmerge,setpts=PTS-(${startUs})[copy]`,
  ].join(';')
}

function soundFilter(facts: VideoFacts, request: BlurredCopyRequest, plan: CopyPlan): string {
  const start = ((plan.firstMs + facts.playerOffsetMs) / 1000).toFixed(6)
  return `${spanFilter('atrim', facts, { ...request, ...plan })},asetpts=PTS-(${start})/TB`
}

function spanFilter(
  name: 'trim' | 'atrim',
  { playerOffsetMs }: VideoFacts,
  { firstMs, endMs }: { readonly firstMs: number; readonly endMs: number },
): string {
  const seconds = (ms: number): string => ((ms + playerOffsetMs) / 1000 - toleranceSeconds).toFixed(6)
  return `${name}=start=${seconds(firstMs)}:end=${seconds(endMs)}`
}
