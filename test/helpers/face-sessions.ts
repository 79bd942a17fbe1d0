import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chooseEncoder } from '../../scripts/tools/sample-study/encoder.ts'
import { plainFaces, smilingFaces } from '../../scripts/tools/sample-study/views.ts'
import type { View } from '../../scripts/tools/sample-study/views.ts'
import { madeOnce } from './made-once.ts'
import { runFfmpeg, testFfmpeg } from './make-video.ts'
import { thorough } from './thorough.ts'

/** Real faces, so that detection and prediction are real: photographs that ship in an npm package. */
const photos = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
)

/** One face of the photographs is not found when it fills the picture. */
const faces: readonly View[] = Object.entries({ ...plainFaces, ...smilingFaces })
  .filter(([name]) => name !== 'sofaMiddle')
  .map(([, view]) => view)

export const clipSeconds = thorough(1, 2)
export const clipFps = 25

async function faceClip(file: string, view: View & { mirrored?: boolean }): Promise<void> {
  const { photo, x, y, faceHeight, mirrored } = view
  const height = Math.round(faceHeight * 2.6)
  const width = Math.round((height * 4) / 3)
  const inside = (center: number, size: number): number => Math.max(0, Math.round(center - size / 2))
  const tools = await testFfmpeg()
  const encoder = await chooseEncoder(tools)
  const filters = [
    `crop=${width}:${height}:${inside(x, width)}:${inside(y, height)}`,
    'scale=320:240',
    ...(mirrored === true ? ['hflip'] : []),
    // A little brighter from frame to frame: no two of them are equal.
    "eq=brightness='0.1*t':eval=frame",
  ]
  await madeOnce({ file, tools, recipe: ['face', view, encoder.args, clipSeconds] }, (path) =>
    runFfmpeg(tools.ffmpeg, [
      ...['-loop', '1', '-framerate', String(clipFps), '-i', join(photos, `sample${photo}.jpg`)],
      ...['-vf', filters.join(',')],
      ...encoder.args,
      ...['-t', String(clipSeconds), '-threads', '1', '-pix_fmt', 'yuv420p', path],
    ]),
  )
}

/**
 * Session folders of made-up patients, one visit with one clip each: `<code>/2024-01-01_baseline/clip.<ext>`,
 * and their PANSS negative scores by the rater `SYN`. Returns the patients' codes.
 */
export async function faceSessions(folder: string, patients: number): Promise<string[]> {
  if (patients > faces.length) throw new RangeError(`there are only ${faces.length} faces`)
  const { extension } = await chooseEncoder(await testFfmpeg())
  const codes: string[] = []
  for (const [index, view] of faces.slice(0, patients).entries()) {
    const code = `T${String(index + 1).padStart(3, '0')}`
    const session = join(folder, code, '2024-01-01_baseline')
    await mkdir(session, { recursive: true })
    await faceClip(join(session, `clip.${extension}`), view)
    const items = [1, 2, 3, 4, 5, 6, 7]
    const header = ['rater', ...items.map((item) => `panss_n${item}`)].join(',')
    const values = items.map((item) => 1 + ((index + item) % 7))
    await writeFile(join(session, 'scores.csv'), `${header}\nSYN,${values.join(',')}\n`)
    await writeFile(join(session, 'session.json'), '{ "formatVersion": 1, "synthetic": true }\n')
    codes.push(code)
  }
  return codes
}
