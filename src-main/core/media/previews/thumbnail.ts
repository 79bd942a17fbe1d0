import type { Box } from '#shared/geometry/box.ts'
import { isAppError } from '#shared/errors.ts'
import { decoderThreads, ffmpegLimits, inputFile, inputLimits } from '../ffmpeg/ffmpeg-arguments.ts'
import { readVideoFrames } from '../frames/frame-reader.ts'
import { toleranceSeconds } from '../frames/frame-sampling.ts'
import { frameSize } from '../frames/frame-size.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { runTool } from '../ffmpeg/run-tool.ts'
import type { FfmpegTools } from '../types.ts'

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

const silenceMs = 30_000
const seekMarginMs = 1000
/** Damage goes on to the next key frame at most, which is rarely so far. */
const searchedMs = 60_000

interface Source {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
}

/**
 * A JPEG of the frame at or after a time, upright, or of the first frame when there is none any more; of the next
 * whole one where the video is damaged. Throws AppError `media-unreadable` or `ffmpeg-missing`.
 */
export async function makeThumbnail(source: Source, request: ThumbnailRequest): Promise<Buffer> {
  const wanted = await grabAt(source, request)
  if (wanted?.isSound === true) return wanted.jpeg
  // Complaints may be harmless: the reader knows which pictures had to be patched.
  const timeMs = wanted === null ? null : await nextWholeFrame(source, request)
  const whole = timeMs === null ? null : await grabAt(source, { ...request, timeMs })
  const shown = whole ?? wanted ?? (await grab(source, { ...request, timeMs: 0 }, null))
  if (shown === null) throw unreadable(request.file, 'has no readable picture.')
  return shown.jpeg
}

function grabAt(source: Source, request: ThumbnailRequest): Promise<Grabbed | null> {
  const { playerOffsetMs, fileStartMs } = source.facts
  const seekMs = request.timeMs + playerOffsetMs - fileStartMs - seekMarginMs
  return grab(source, request, seekMs > 0 ? seekMs : null)
}

/** Player time of the first frame from the wanted one on that is not damaged; null when there is none. */
async function nextWholeFrame(
  source: Source,
  { file, timeMs: startMs }: ThumbnailRequest,
): Promise<number | null> {
  const sampling = { kind: 'every', frames: 1, maxFrames: 1 } as const
  try {
    const frames = readVideoFrames(source, {
      file,
      startMs,
      endMs: startMs + searchedMs,
      sampling,
      maxSide: 64,
    })
    for await (const { timeMs } of frames) return timeMs
  } catch (error) {
    if (!isAppError(error) || error.code !== 'media-unreadable') throw error
  }
  return null
}

interface Grabbed {
  readonly jpeg: Buffer
  /** The decoder had nothing to complain about. */
  readonly isSound: boolean
}

async function grab(
  { tools, facts }: Source,
  request: ThumbnailRequest,
  seekMs: number | null,
): Promise<Grabbed | null> {
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
  const { code, stdout, stderr } = await runTool(tools.ffmpeg, args, { silenceMs })
  if (code === null) throw unreadable(request.file, 'took too long to make a preview picture of.')
  return stdout.length > 0 ? { jpeg: stdout, isSound: stderr === '' } : null
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
