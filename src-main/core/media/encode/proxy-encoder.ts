import { availableParallelism } from 'node:os'
import { AppError } from '#shared/errors.ts'
import { runTool } from '../ffmpeg/run-tool.ts'
import type { FfmpegTools } from '../types.ts'

/** How copies for the player are written: quickly, and easy to seek in. */
export interface ProxyEncoder {
  /** Of the file's name; both are Matroska, whose time stamps ffmpeg writes as they are, to a millisecond. */
  readonly extension: 'mkv' | 'webm'
  readonly videoArgs: readonly string[]
  readonly soundArgs: readonly string[]
}

interface KnownEncoder extends Omit<ProxyEncoder, 'soundArgs'> {
  readonly video: string
  readonly sound: string
}

/** About a second from one key frame to the next: stepping and dragging through the video stay quick. */
const easyToSeek = ['-g', '30']

const encoders: readonly KnownEncoder[] = [
  {
    video: 'libx264',
    sound: 'aac',
    extension: 'mkv',
    // Without B-frames nothing is put in another order, and no decoder holds pictures back.
    videoArgs: ['-preset', 'veryfast', '-crf', '23', '-bf', '0', '-f', 'matroska'],
  },
  {
    video: 'libvpx-vp9',
    sound: 'libopus',
    extension: 'webm',
    videoArgs: [
      '-deadline',
      'realtime',
      '-cpu-used',
      '8',
      '-row-mt',
      '1',
      '-crf',
      '32',
      '-b:v',
      '0',
      '-f',
      'webm',
    ],
  },
  {
    video: 'libvpx',
    sound: 'libvorbis',
    extension: 'webm',
    // Pictures that are never shown would count as pictures.
    videoArgs: ['-deadline', 'realtime', '-cpu-used', '8', '-auto-alt-ref', '0', '-b:v', '4M', '-f', 'webm'],
  },
]

/** H.264 where this ffmpeg can write it, else VP9, else VP8. Throws AppError `ffmpeg-missing` when it can write none. */
export async function chooseProxyEncoder(tools: FfmpegTools): Promise<ProxyEncoder> {
  const { stdout } = await runTool(tools.ffmpeg, ['-hide_banner', '-encoders'], { silenceMs: 20_000 })
  return pickProxyEncoder(stdout.toString('utf8'))
}

/** From the table that `ffmpeg -encoders` prints. */
export function pickProxyEncoder(table: string): ProxyEncoder {
  const names = new Set(table.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? ''))
  const encoder = encoders.find(({ video, sound }) => names.has(video) && names.has(sound))
  if (encoder === undefined) {
    throw new AppError(
      'ffmpeg-missing',
      'The FFmpeg on this computer can write neither H.264, VP9 nor VP8, so it cannot make copies for the player.',
    )
  }
  const { video, sound, extension, videoArgs } = encoder
  return {
    extension,
    videoArgs: ['-c:v', video, ...easyToSeek, '-threads:v', String(threads()), ...videoArgs],
    soundArgs: ['-c:a', sound, '-b:a', '128k'],
  }
}

/** Half of the cores: a copy is made beside other work. */
function threads(): number {
  return Math.max(1, Math.floor(availableParallelism() / 2))
}
