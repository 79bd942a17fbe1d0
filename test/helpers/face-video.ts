import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { madeOnce } from './made-once.ts'
import { runFfmpeg, testFfmpeg } from './make-video.ts'

/** Real photographs with real faces, as they ship in an npm package. */
export const photos = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
)

/** A face, slowly panned, then grey; 25 frames a second, 640 x 360. */
export async function faceThenGrey(file: string, seconds: { face: number; grey: number }): Promise<string> {
  const tools = await testFfmpeg()
  const pan = 'fps=25,scale=1280:-2,crop=960:540:160+40*t:100,scale=640:360,setsar=1,format=yuv420p'
  await madeOnce({ file, tools, recipe: ['face then grey', seconds] }, (path) =>
    runFfmpeg(tools.ffmpeg, [
      ...['-loop', '1', '-t', String(seconds.face), '-i', join(photos, 'sample2.jpg')],
      ...['-f', 'lavfi', '-t', String(seconds.grey), '-i', 'color=gray:s=640x360:r=25'],
      ...['-filter_complex', `[0]${pan}[a];[a][1]concat=n=2:v=1`],
      path,
    ]),
  )
  return file
}
