import type { Box } from '#shared/domain/crop.ts'
import { decoderThreads, ffmpegLimits, inputFile, inputLimits } from './ffmpeg-arguments.ts'
import { toleranceSeconds } from './frame-sampling.ts'
import { frameSize } from './frame-size.ts'
import { unreadable } from './probe.ts'
import type { VideoFacts } from './probe-report.ts'
import { runTool } from './run-tool.ts'
import type { FfmpegTools } from './types.ts'

export interface ThumbnailRequest {
  readonly file: string
  /** Player time. */
  readonly timeMs: number
  /** Widest picture in pixels; a smaller video is not enlarged. */
  readonly width: number
  /** In shares of the upright picture. */
  readonly crop: Box
}

export const WHOLE_PICTURE: Box = { x: 0, y: 0, width: 1, height: 1 }

const timeoutMs = 30_000
const seekMarginMs = 1000

/**
 * A JPEG of the frame at or after a time, upright, or of the first frame when there is none any more. Throws
 * AppError `media-unreadable` or `ffmpeg-missing`.
 */
export async function makeThumbnail(
  source: { readonly tools: FfmpegTools; readonly facts: VideoFacts },
  request: ThumbnailRequest,
): Promise<Buffer> {
  const seekMs = request.timeMs + source.facts.playerOffsetMs - source.facts.fileStartMs - seekMarginMs
  if (seekMs > 0) {
    const wanted = await grab(source, request, seekMs)
    if (wanted !== null) return wanted
  }
  const first = await grab(source, seekMs > 0 ? { ...request, timeMs: 0 } : request, null)
  if (first === null) throw unreadable(request.file, 'has no readable picture.')
  return first
}

async function grab(
  { tools, facts }: { readonly tools: FfmpegTools; readonly facts: VideoFacts },
  request: ThumbnailRequest,
  seekMs: number | null,
): Promise<Buffer | null> {
  const upright = frameSize(facts, Number.POSITIVE_INFINITY)
  const part = partOf(upright, request.crop)
  const scale = Math.min(1, request.width / part.width)
  const width = Math.max(1, Math.round(part.width * scale))
  const height = Math.max(1, Math.round(part.height * scale))
  const seconds = (request.timeMs + facts.playerOffsetMs) / 1000 - toleranceSeconds
  const seek = seekMs === null ? [] : ['-noaccurate_seek', '-ss', (seekMs / 1000).toFixed(6)]
  const args = [
    ...[...ffmpegLimits, '-v', 'error', '-copyts', ...seek, ...decoderThreads(), ...inputLimits],
    ...['-i', inputFile(request.file), '-map', `0:${facts.streamIndex}`, '-an', '-sn', '-dn'],
    '-filter:v',
    [
      `select='gte(t,${seconds.toFixed(6)})'`,
      // In square pixels first, in which the crop is meant.
      ...(part.width === upright.width && part.height === upright.height
        ? []
        : [
            `scale=${upright.width}:${upright.height}`,
            `crop=${part.width}:${part.height}:${part.x}:${part.y}`,
          ]),
      `scale=${width}:${height}:flags=bicubic:out_range=pc`,
      'format=yuvj420p',
    ].join(','),
    ...['-frames:v', '1', '-c:v', 'mjpeg', '-q:v', '4', '-f', 'image2pipe', 'pipe:1'],
  ]
  const { code, stdout } = await runTool(tools.ffmpeg, args, { timeoutMs })
  if (code === null) throw unreadable(request.file, 'took too long to make a preview picture of.')
  return stdout.length > 0 ? stdout : null
}

/** On whole pixels, at least one. */
function partOf({ width, height }: { width: number; height: number }, crop: Box): Box {
  const x = Math.min(width - 1, Math.max(0, Math.round(crop.x * width)))
  const y = Math.min(height - 1, Math.max(0, Math.round(crop.y * height)))
  return {
    x,
    y,
    width: Math.min(width - x, Math.max(1, Math.round(crop.width * width))),
    height: Math.min(height - y, Math.max(1, Math.round(crop.height * height))),
  }
}
