import { runTool } from '#core/media/ffmpeg/run-tool.ts'
import type { FfmpegTools } from '#core/media/types.ts'

/** What writes the clips: a codec that the player can show. */
export interface Encoder {
  readonly name: string
  readonly extension: 'mp4' | 'webm'
  readonly args: readonly string[]
}

const encoders: readonly Encoder[] = [
  {
    name: 'libx264',
    extension: 'mp4',
    args: ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '22', '-g', '50', '-movflags', '+faststart'],
  },
  {
    name: 'libvpx-vp9',
    extension: 'webm',
    args: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-crf', '32', '-b:v', '0'],
  },
]

/** H.264 where this ffmpeg can write it, else VP9. Throws when it can do neither. */
export async function chooseEncoder(tools: FfmpegTools): Promise<Encoder> {
  const { stdout } = await runTool(tools.ffmpeg, ['-hide_banner', '-encoders'], { silenceMs: 20_000 })
  const names = new Set(
    stdout
      .toString('utf8')
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[1]),
  )
  const encoder = encoders.find(({ name }) => names.has(name))
  if (encoder === undefined) {
    throw new Error(
      `The FFmpeg at ${tools.ffmpeg} can write neither H.264 nor VP9; the sample study needs one of them.`,
    )
  }
  return encoder
}
