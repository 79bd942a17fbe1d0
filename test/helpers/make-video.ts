import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { promisify } from 'node:util'
import { passEveryFrame } from '#core/media/ffmpeg/ffmpeg-arguments.ts'
import { findFfmpeg } from '#core/media/ffmpeg/find-ffmpeg.ts'
import type { FfmpegTools } from '#core/media/types.ts'
import { madeOnce } from './made-once.ts'
import { usersEnvironment } from './quick-ffmpeg.ts'

const run = promisify(execFile)

export type TestCodec = 'h264' | 'hevc' | 'vp8' | 'vp9' | 'mpeg4' | 'mjpeg'

export interface VideoRecipe {
  /** Absolute path; the extension decides the container. */
  readonly file: string
  readonly seconds?: number
  readonly fps?: number
  readonly width?: number
  readonly height?: number
  /** H.264 in MP4, MOV and MKV, VP9 in WebM, MPEG-4 in AVI unless told otherwise. */
  readonly codec?: TestCodec
  /** What is filmed: any source of lavfi; by default a test picture that differs in every frame. */
  readonly source?: string
  /** Frames between key frames. */
  readonly gop?: number
  readonly bFrames?: number
  readonly audio?: boolean
  /** Clockwise turn that a player applies, as phones write it. */
  readonly rotationDeg?: 90 | 180 | 270
  /** Frames come in uneven steps, as from a screen recorder. */
  readonly unevenSteps?: boolean
  /** Further output options, e.g. `['-output_ts_offset', '3']`. */
  readonly outputArgs?: readonly string[]
}

const codecArgs: Record<TestCodec, readonly string[]> = {
  h264: ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'fastdecode', '-pix_fmt', 'yuv420p'],
  hevc: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none', '-pix_fmt', 'yuv420p'],
  vp8: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k'],
  vp9: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '400k'],
  mpeg4: ['-c:v', 'mpeg4', '-q:v', '4'],
  mjpeg: ['-c:v', 'mjpeg', '-q:v', '5', '-pix_fmt', 'yuvj420p'],
}

const usualCodecs: Readonly<Record<string, TestCodec>> = { '.webm': 'vp9', '.avi': 'mpeg4' }

let found: Promise<FfmpegTools> | undefined

/** The ffmpeg that the tests use, looked for once. */
export function testFfmpeg(): Promise<FfmpegTools> {
  return (found ??= findFfmpeg())
}

/**
 * The ffmpeg that the program finds on this computer, for tests of what hangs on it: that frames are exactly those of
 * the file, and transport streams, at which the ffprobe of the npm package falls.
 */
export const usersFfmpeg = (): Promise<FfmpegTools> => findFfmpeg({ environment: usersEnvironment() })

/** Makes a small video and gives its path. */
export async function aVideo(recipe: VideoRecipe): Promise<string> {
  const { file, ...picture } = recipe
  const made = { file, tools: await testFfmpeg(), recipe: ['video', picture] }
  await madeOnce(made, (path) => encode({ ...recipe, file: path }))
  return file
}

async function encode(recipe: VideoRecipe): Promise<void> {
  const { file, seconds = 2, fps = 25, width = 160, height = 120, bFrames, gop } = recipe
  const { ffmpeg, version } = await testFfmpeg()
  const codec = recipe.codec ?? usualCodecs[extname(file)] ?? 'h264'
  const source = recipe.source ?? `testsrc2=s=${width}x${height}:r=${fps}`
  const uneven = "select='not(eq(mod(n,7),2)+eq(mod(n,11),5))'"
  await runFfmpeg(ffmpeg, [
    ...['-f', 'lavfi', '-i', source],
    ...(recipe.audio === true ? ['-f', 'lavfi', '-i', 'sine'] : []),
    ...(recipe.unevenSteps === true ? ['-vf', uneven, ...passEveryFrame(version)] : []),
    ...codecArgs[codec],
    ...(bFrames === undefined ? [] : ['-bf', String(bFrames)]),
    ...(gop === undefined ? [] : ['-g', String(gop)]),
    ...(recipe.rotationDeg === undefined ? (recipe.outputArgs ?? []) : []),
    ...['-t', String(seconds), '-threads', '1'],
    recipe.rotationDeg === undefined ? file : `${file}.unturned.mp4`,
  ])
  if (recipe.rotationDeg !== undefined) await turn({ ...recipe, rotationDeg: recipe.rotationDeg })
}

/** The turn is written by a second pass: encoders would turn the pictures themselves. */
export async function turn({
  file,
  rotationDeg,
  outputArgs = [],
}: VideoRecipe & { rotationDeg: number }): Promise<void> {
  const { ffmpeg, version } = await testFfmpeg()
  const anticlockwise = String(360 - rotationDeg)
  // Newer ones no longer take the turn from the metadata.
  const isNew = /^n?([6-9]|\d\d)\./.test(version)
  await runFfmpeg(ffmpeg, [
    ...(isNew ? ['-display_rotation', anticlockwise] : []),
    ...['-i', `${file}.unturned.mp4`, '-c', 'copy'],
    ...(isNew ? [] : ['-metadata:s:v:0', `rotate=${anticlockwise}`]),
    ...outputArgs,
    file,
  ])
}

/** Runs ffmpeg to its end; rejects with what it said when it fails. */
export async function runFfmpeg(ffmpeg: string, args: readonly string[]): Promise<void> {
  await run(ffmpeg, ['-v', 'error', '-nostdin', '-y', ...args])
}

/** A video of ten seconds with a key frame every two, and so many bytes overwritten from this share of the file on. */
export async function aDamagedVideo(
  file: string,
  { from = 0.45, bytes = 3000 }: { from?: number; bytes?: number } = {},
): Promise<string> {
  const outputArgs = ['-preset', 'veryfast', '-movflags', '+faststart']
  await aVideo({ file, width: 320, height: 240, seconds: 10, gop: 50, outputArgs })
  const content = await readFile(file)
  const start = Math.floor(content.length * from)
  for (let at = start; at < Math.min(content.length, start + bytes); at += 1) content[at] = (at * 7919) & 0xff
  await writeFile(file, content)
  return file
}
