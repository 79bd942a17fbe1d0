import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { DecodedFrame, FrameRequest } from '#core/media/types.ts'
import { nodeModules } from '../setup/paths.mjs'
import { median } from './report.ts'

/** A photograph with a face, slowly panned: 1280 x 720, 25 frames per second. */
export async function makeFaceVideo(ffmpeg: string, file: string, seconds: number): Promise<string> {
  const photo = join(nodeModules, '@vladmandic', 'face-api', 'demo', 'sample2.jpg')
  const pan = `fps=25,scale=1600:-2,crop=1280:720:x='160+120*sin(t)':y='100+60*cos(t)',format=yuv420p`
  const args = ['-y', '-v', 'error', '-loop', '1', '-t', `${seconds}`, '-i', photo, '-vf', pan, file]
  await promisify(execFile)(ffmpeg, args)
  return file
}

export async function decodeAll(
  readFrames: (request: FrameRequest) => AsyncIterable<DecodedFrame>,
  request: FrameRequest,
): Promise<DecodedFrame[]> {
  const frames: DecodedFrame[] = []
  for await (const frame of readFrames(request)) frames.push({ ...frame, rgb: frame.rgb.slice() })
  return frames
}

export async function* inMemory(frames: readonly DecodedFrame[]): AsyncGenerator<DecodedFrame> {
  yield* frames
}

export function refuseProblem({ type }: { readonly type: string }): void {
  if (type === 'problem') throw new Error('The video to be measured cannot be predicted.')
}

/** All tasks in turn, round by round, so that a busy moment of the machine hits each alike. */
export async function mediansMs(
  tasks: readonly (() => Promise<unknown>)[],
  rounds: number,
): Promise<number[]> {
  const times = tasks.map((): number[] => [])
  // The first round warms up and is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, task] of tasks.entries()) {
      const startedAt = performance.now()
      await task()
      if (round > 0) times[index]?.push(performance.now() - startedAt)
    }
  }
  return times.map(median)
}
