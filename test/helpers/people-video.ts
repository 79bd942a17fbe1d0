import { join } from 'node:path'
import { photos } from './face-video.ts'
import { madeOnce } from './made-once.ts'
import { runFfmpeg, testFfmpeg } from './make-video.ts'
import { thorough } from './thorough.ts'

/** A face of the photographs; of each, the middle and the height in pixels of the photograph. */
export interface PhotoFace {
  readonly photo: number
  readonly x: number
  readonly y: number
  readonly faceHeight: number
}

/** Somebody who goes in a straight line through a part of a scene. Places are of the middle of the face. */
export interface Appearance {
  readonly face: PhotoFace
  readonly from: { readonly second: number; readonly x: number; readonly y: number }
  readonly to: { readonly second: number; readonly x: number; readonly y: number }
  /** Of the face, in pixels of the video. */
  readonly heightPx: number
}

/** Later ones are in front of earlier ones. */
export interface Scene {
  readonly seconds: number
  readonly appearances: readonly Appearance[]
}

/** In pixels. */
export interface PictureSize {
  readonly width: number
  readonly height: number
}

export const stage = { width: 960, height: 540, fps: 25 }

/**
 * The pictures of a video, in which places are still those of the stage: a face is sought in each of their pixels. So
 * small that the detector has no finer look than its usual one.
 */
export const picture = thorough<PictureSize>({ width: 416, height: 234 }, stage)

/** Of a cut-out, in heights of its face: narrow enough to hold nobody else. */
const CUT_OUT = { width: 1.5, height: 1.7 }

interface Actor {
  readonly input: number
  readonly appearance: Appearance
}

/** Scenes one after the other, with a cut between them, in front of grey. */
export async function peopleVideo(
  file: string,
  scenes: readonly Scene[],
  { width, height }: PictureSize = picture,
): Promise<string> {
  const size = `${String(width)}:${String(height)}`
  const made = { file, tools: await testFfmpeg(), recipe: ['people', scenes, size] }
  await madeOnce(made, (path) => encode(path, scenes, size))
  return file
}

async function encode(file: string, scenes: readonly Scene[], size: string): Promise<void> {
  const { ffmpeg } = await testFfmpeg()
  const inputs: string[] = []
  const chains = scenes.map(({ seconds, appearances }, index) => {
    const actors = appearances.map((appearance): Actor => {
      inputs.push('-i', join(photos, `sample${appearance.face.photo}.jpg`))
      return { input: inputs.filter((word) => word === '-i').length - 1, appearance }
    })
    return sceneFilter(index, seconds, actors)
  })
  const scenesInOrder = scenes.map((_, index) => `[scene${index}]`).join('')
  const graph = [
    ...chains,
    `${scenesInOrder}concat=n=${scenes.length}:v=1,scale=${size},format=yuv420p[all]`,
  ].join(';')
  await runFfmpeg(ffmpeg, [...inputs, '-filter_complex', graph, '-map', '[all]', '-threads', '1', file])
}

function sceneFilter(index: number, seconds: number, actors: readonly Actor[]): string {
  const steps = [`color=c=0x505050:s=${stage.width}x${stage.height}:r=${stage.fps}:d=${seconds}[s${index}u0]`]
  for (const [i, { input, appearance }] of actors.entries()) {
    const { face, from, to, heightPx } = appearance
    const [width, height] = [face.faceHeight * CUT_OUT.width, face.faceHeight * CUT_OUT.height].map(
      Math.round,
    )
    const corner = `${Math.round(face.x - face.faceHeight * 0.75)}:${Math.round(face.y - face.faceHeight * 0.85)}`
    const scaledHeight = Math.round((heightPx * CUT_OUT.height) / 2) * 2
    // Cut out and scaled once, then shown again and again.
    const still = `crop=${width}:${height}:${corner},scale=-2:${scaledHeight},setsar=1`
    const shown = `loop=loop=-1:size=1,setpts=N/(${stage.fps}*TB),trim=duration=${seconds}`
    steps.push(`[${input}:v]${still},${shown}[s${index}a${i}]`)
    const at = (axis: 'x' | 'y'): string =>
      `${from[axis]}+${to[axis] - from[axis]}*(t-${from.second})/${to.second - from.second}`
    steps.push(
      `[s${index}u${i}][s${index}a${i}]overlay=x='${at('x')}-w/2':y='${at('y')}-h/2':eval=frame:` +
        `enable='between(t,${from.second},${to.second - 0.001})'[s${index}u${i + 1}]`,
    )
  }
  return [...steps, `[s${index}u${actors.length}]setsar=1[scene${index}]`].join(';')
}

/** Whose face is in front at a place and time; null for nobody's. */
export function whoIsAt(
  scenes: readonly Scene[],
  { timeMs, x, y }: { timeMs: number; x: number; y: number },
): PhotoFace | null {
  let second = timeMs / 1000
  for (const { seconds, appearances } of scenes) {
    if (second < seconds) {
      const hit = appearances.findLast((appearance) => covers(appearance, { second, x, y }))
      return hit?.face ?? null
    }
    second -= seconds
  }
  return null
}

function covers(
  { from, to, heightPx }: Appearance,
  { second, x, y }: { second: number; x: number; y: number },
): boolean {
  if (second < from.second || second >= to.second) return false
  const share = (second - from.second) / (to.second - from.second)
  const [middleX, middleY] = [from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)]
  return (
    Math.abs(x - middleX) <= (heightPx * CUT_OUT.width) / 2 &&
    Math.abs(y - middleY) <= (heightPx * CUT_OUT.height) / 2
  )
}
