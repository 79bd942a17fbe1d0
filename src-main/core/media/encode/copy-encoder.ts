import { AppError } from '#shared/errors.ts'
import { runTool } from '../ffmpeg/run-tool.ts'
import type { FfmpegTools, CopyEncoder } from '../types.ts'

interface KnownEncoder extends CopyEncoder {
  readonly name: string
  /** The first of these that is there. */
  readonly sound: readonly string[]
}

const encoders: readonly Omit<KnownEncoder, 'soundArgs'>[] = [
  {
    name: 'libx264',
    extension: 'mp4',
    // No notes in the stream (type 6), which may hold subtitles of the source. Without B-frames, time starts at 0.
    videoArgs: [
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-bf', '0'],
      ...['-bsf:v', 'filter_units=remove_types=6', '-movflags', '+faststart', '-f', 'mp4'],
    ],
    sound: ['aac'],
  },
  {
    name: 'libvpx-vp9',
    extension: 'webm',
    videoArgs: [
      ...['-c:v', 'libvpx-vp9', '-deadline', 'good', '-cpu-used', '5', '-row-mt', '1'],
      ...['-crf', '24', '-b:v', '0', '-f', 'webm'],
    ],
    sound: ['libopus', 'libvorbis'],
  },
]

/** H.264 where this ffmpeg can write it, else VP9. Throws AppError `ffmpeg-missing` when it can write neither. */
export async function chooseCopyEncoder(tools: FfmpegTools): Promise<CopyEncoder> {
  const { stdout } = await runTool(tools.ffmpeg, ['-hide_banner', '-encoders'], { silenceMs: 20_000 })
  return pickEncoder(stdout.toString('utf8'))
}

/** From the table that `ffmpeg -encoders` prints. */
export function pickEncoder(table: string): CopyEncoder {
  const names = new Set(table.split('\n').map((line) => line.trim().split(/\s+/)[1] ?? ''))
  const encoder = encoders.find(({ name }) => names.has(name))
  if (encoder === undefined) {
    throw new AppError(
      'ffmpeg-missing',
      'The FFmpeg on this computer can write neither H.264 nor VP9, so it cannot make copies of clips.',
    )
  }
  const { extension, videoArgs } = encoder
  const sound = encoder.sound.find((name) => names.has(name))
  return { extension, videoArgs, soundArgs: sound === undefined ? ['-an'] : ['-c:a', sound, '-b:a', '160k'] }
}
