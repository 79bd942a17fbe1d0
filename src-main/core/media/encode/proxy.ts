import { AppError } from '#shared/errors.ts'
import { tellsDiskFull } from '../../files/os-errors.ts'
import { writeWhole } from '../../files/write-atomically.ts'
import { decodedInput, ffmpegLimits, inputFile, passEveryFrame } from '../ffmpeg/ffmpeg-arguments.ts'
import { frameSize, type PictureSize } from '../frames/frame-size.ts'
import { unreadable } from '../probe/probe.ts'
import type { VideoFacts } from '../probe/probe-report.ts'
import { chooseProxyEncoder, type ProxyEncoder } from './proxy-encoder.ts'
import { runWriter } from '../ffmpeg/run-writer.ts'
import type { FfmpegTools, ProxyRequest } from '../types.ts'

export interface ProxySource {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
}

/** Full HD, either way round: what a face is judged by is in it, and any computer plays it. */
const maxSide = 1920

/**
 * Writes a copy that Chromium plays: upright, square pixels, every picture at the time at which a player would show it
 * in the original (to a millisecond), with the sound. Gives the absolute path of the file, which appears when it is whole.
 * The folder must be there.
 *
 * Throws AppError `media-unreadable`, `disk-full`, `ffmpeg-missing` or `cancelled`.
 */
export async function makeVideoProxy(source: ProxySource, request: ProxyRequest): Promise<string> {
  const encoder = await chooseProxyEncoder(source.tools)
  const target = `${request.target}.${encoder.extension}`
  const write = async (partial: string): Promise<void> => {
    const { code, complaints } = await runWriter({
      ffmpeg: source.tools.ffmpeg,
      args: proxyArguments(source, { file: request.file, partial, encoder }),
      input: [],
      signal: request.signal,
      onProgress: request.onProgress,
    })
    if (code !== 0) throw proxyProblem(request.file, code, complaints)
  }
  await writeWhole(target, write, { flush: false })
  return target
}

interface ProxyPlan {
  readonly file: string
  readonly partial: string
  readonly encoder: ProxyEncoder
}

function proxyArguments({ tools, facts }: ProxySource, { file, partial, encoder }: ProxyPlan): string[] {
  const { width, height } = evenSize(frameSize(facts, maxSide))
  const hasSound = facts.probe.hasAudio
  return [
    ...[...ffmpegLimits, '-y', '-loglevel', 'error', '-nostats', '-progress', 'pipe:2', '-copyts'],
    ...decodedInput(file, null),
    ...['-map', `0:${String(facts.streamIndex)}`, ...(hasSound ? ['-map', '0:a:0'] : [])],
    ...['-sn', '-dn', '-map_metadata', '-1', '-map_chapters', '-1'],
    ...['-filter:v', `scale=${String(width)}:${String(height)}:flags=bicubic,setsar=1,format=yuv420p`],
    // The time base of the stream itself: no stamp is rounded, and no two become one.
    ...[...passEveryFrame(tools.version), '-enc_time_base', '-1'],
    ...[...encoder.videoArgs, ...(hasSound ? encoder.soundArgs : [])],
    // What sound encoders put before the first sample must not move the pictures.
    ...['-avoid_negative_ts', 'disabled'],
    ...['-output_ts_offset', (-facts.playerOffsetMs / 1000).toFixed(6)],
    inputFile(partial),
  ]
}

function evenSize({ width, height }: PictureSize): PictureSize {
  return { width: Math.max(2, 2 * Math.round(width / 2)), height: Math.max(2, 2 * Math.round(height / 2)) }
}

function proxyProblem(file: string, code: number | null, complaints: readonly string[]): AppError {
  const cause = new Error(complaints.join('\n'))
  if (tellsDiskFull(cause.message)) {
    return new AppError('disk-full', 'The disk is full: the copy for the player could not be written.', {
      cause,
    })
  }
  const what = code === null ? 'the decoder stopped answering.' : 'it cannot be decoded to its end.'
  return unreadable(file, `could not be copied for the player: ${what}`, cause)
}
