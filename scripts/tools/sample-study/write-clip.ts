import { join } from 'node:path'
import { runTool } from '#core/media/ffmpeg/run-tool.ts'
import type { FfmpegTools } from '#core/media/types.ts'
import { clipRecipe } from './clip-filter.ts'
import type { Encoder } from './encoder.ts'
import type { ClipPlan } from './plan.ts'

const silenceMs = 120_000

/** Encodes one clip. `photoFolder` holds `sample1.jpg` to `sample6.jpg`. */
export async function writeClip(
  { tools, encoder, photoFolder }: { tools: FfmpegTools; encoder: Encoder; photoFolder: string },
  clip: ClipPlan,
  file: string,
): Promise<void> {
  const { photos, filterGraph, seconds } = clipRecipe(clip)
  const { code, stderr } = await runTool(
    tools.ffmpeg,
    [
      ...['-v', 'error', '-nostdin', '-y'],
      ...photos.flatMap((photo) => ['-i', join(photoFolder, `sample${photo}.jpg`)]),
      ...['-filter_complex', filterGraph, '-map', '[clip]', '-t', seconds.toFixed(2)],
      // One thread each: clips are made side by side.
      ...encoder.args,
      ...['-threads', '1', '-pix_fmt', 'yuv420p', '-metadata', 'comment=synthetic sample'],
      file,
    ],
    { silenceMs },
  )
  if (code !== 0) throw new Error(`FFmpeg could not make the sample clip ${clip.name}: ${stderr.trim()}`)
}
