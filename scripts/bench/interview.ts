import { execFile } from 'node:child_process'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unobserved } from '#core/jobs/unobserved.ts'
import type { FrameRequest, MediaTools } from '#core/media/types.ts'
import type { Study } from '#core/study-services.ts'
import { createStudy } from '#core/study.ts'
import type { StudyEnvironment } from '#core/study.ts'
import { nodeModules } from '../setup/paths.mjs'
import type { BenchRow } from './report.ts'
import { withPeak } from './peak-memory.ts'

const hourSeconds = 3600
const pieceSeconds = 60
const clipCount = 120
const clipMs = (hourSeconds * 1000) / clipCount
const framesPerClip = 32
/** Every fourth frame, as EmoCLIP samples. */
const frameStride = 4
const largeOutput = { maxBuffer: 1e9, encoding: 'buffer' } as const

/** One hour of 1920 x 1080 H.264 at 25 frames a second, with speech-like bursts of sound: a minute, sixty times. */
async function makeInterview(ffmpeg: string, folder: string): Promise<string> {
  const photo = join(nodeModules, '@vladmandic', 'face-api', 'demo', 'sample2.jpg')
  const minute = join(folder, 'minute.mp4')
  const file = join(folder, 'P001', '2024-01-10_baseline', 'interview.mp4')
  await mkdir(join(folder, 'P001', '2024-01-10_baseline'), { recursive: true })
  const pan = `fps=25,scale=2400:-2,crop=1920:1080:x='200+150*sin(t)':y='150+90*cos(t)',noise=alls=6:allf=t,format=yuv420p`
  const speech = `sine=frequency=180:sample_rate=48000,volume='if(lt(mod(t,7),5),0.5,0.001)':eval=frame`
  const sources = [
    '-loop',
    '1',
    '-t',
    `${pieceSeconds}`,
    '-i',
    photo,
    '-f',
    'lavfi',
    '-t',
    `${pieceSeconds}`,
    '-i',
    speech,
  ]
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '24', '-c:a', 'aac', '-b:a', '96k']
  const run = promisify(execFile)
  await run(ffmpeg, ['-y', '-v', 'error', ...sources, '-vf', pan, ...coding, minute])
  const times = hourSeconds / pieceSeconds - 1
  await run(ffmpeg, ['-y', '-v', 'error', '-stream_loop', `${times}`, '-i', minute, '-c', 'copy', file])
  await rm(minute)
  return file
}

async function readAll(media: MediaTools, request: FrameRequest): Promise<number> {
  let frames = 0
  for await (const frame of media.readFrames(request)) frames += frame.rgb.length > 0 ? 1 : 0
  return frames
}

/** What somebody would type: seek to the clip, every fourth frame, 32 of them, scaled as the program does. */
async function seekByHand(ffmpeg: string, file: string, startSeconds: number): Promise<void> {
  const seek = ['-ss', `${startSeconds}`, '-i', file, '-an']
  const filter = `select='not(mod(n,${frameStride}))',scale=960:540:flags=bicubic`
  const output = [
    '-vsync',
    'passthrough',
    '-frames:v',
    `${framesPerClip}`,
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-',
  ]
  await promisify(execFile)(ffmpeg, ['-v', 'error', ...seek, '-vf', filter, ...output], largeOutput)
}

async function oneFrameByHand(ffmpeg: string, file: string, startSeconds: number): Promise<void> {
  const args = [
    '-v',
    'error',
    '-ss',
    `${startSeconds}`,
    '-i',
    file,
    '-an',
    '-vf',
    'scale=960:540:flags=bicubic',
  ]
  const output = ['-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
  await promisify(execFile)(ffmpeg, [...args, ...output], largeOutput)
}

interface Claim {
  readonly name: string
  readonly baselineName: string
  ours(): Promise<unknown>
  baseline(): Promise<unknown>
}

async function rowOf({ name, baselineName, ours, baseline }: Claim): Promise<BenchRow> {
  console.error(`  ${name} …`)
  const theirs = await withPeak(baseline)
  const own = await withPeak(ours)
  return {
    name,
    unit: 's',
    ours: own.seconds,
    baselineName,
    baseline: theirs.seconds,
    ratio: theirs.seconds / own.seconds,
    note: `peak ${own.peakMb.toFixed(0)} MB with all programs, baseline ${theirs.peakMb.toFixed(0)} MB`,
  }
}

async function stripIsReady(study: Study, videoId: number): Promise<void> {
  const first = await study.videos.strip(videoId)
  if (first.state !== 'making') return
  await new Promise<void>((resolve, reject) => {
    const stop = study.videos.onStripChange((changed) => {
      if (changed !== videoId) return
      study.videos.strip(videoId).then(({ state }) => {
        if (state === 'making') return
        stop()
        resolve()
      }, reject)
    })
  })
}

/** A one-hour interview: opening it, cutting it, its filmstrip, and the frames that a model wants of its clips. */
export async function benchInterview(environment: StudyEnvironment, folder: string): Promise<BenchRow[]> {
  const { media } = environment
  const { ffmpeg, ffprobe } = media.tools
  const place = join(folder, 'interview')
  console.error('  making the hour …')
  const file = await makeInterview(ffmpeg, place)
  const study = createStudy(join(folder, 'interview-study'), 'Interview', environment)
  const run = promisify(execFile)
  const clip = (index: number): FrameRequest => ({
    file,
    startMs: index * clipMs,
    endMs: (index + 1) * clipMs,
    sampling: { kind: 'every', frames: frameStride, maxFrames: framesPerClip },
    maxSide: 960,
  })
  const everyClip = Array.from({ length: clipCount }, (_, index) => index)
  try {
    const rows = [
      await rowOf({
        name: 'one hour 1080p: open to first frame',
        baselineName: 'ffprobe and ffmpeg for one frame',
        ours: async () => {
          await media.probe(file)
          await readAll(media, { ...clip(0), sampling: { kind: 'every', frames: 1, maxFrames: 1 } })
        },
        baseline: async () => {
          await run(ffprobe, ['-v', 'error', '-show_streams', '-show_format', file])
          await oneFrameByHand(ffmpeg, file, 0)
        },
      }),
    ]
    const plan = await study.imports.preview([place], unobserved)
    await study.imports.run(plan.planId, { copyVideos: false }, unobserved)
    const videoId = study.library.clips()[0]?.videoId ?? 0
    rows.push(
      await rowOf({
        name: 'propose 120 clips by length',
        baselineName: 'ffprobe listing the packets’ times',
        ours: () =>
          study.cuts.propose(videoId, { kind: 'fixed', lengthMs: clipMs, strideMs: clipMs }, unobserved),
        baseline: () =>
          run(
            ffprobe,
            ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts', '-of', 'csv', file],
            largeOutput,
          ),
      }),
      await rowOf({
        name: 'propose clips by pauses of speech',
        baselineName: 'ffmpeg silencedetect',
        ours: () =>
          study.cuts.propose(
            videoId,
            { kind: 'speech', silenceMs: 700, thresholdDb: 9, minLengthMs: 2000, maxLengthMs: 60_000 },
            unobserved,
          ),
        baseline: () =>
          run(ffmpeg, ['-v', 'error', '-i', file, '-vn', '-af', 'silencedetect=d=0.7', '-f', 'null', '-']),
      }),
      await rowOf({
        name: 'filmstrip and waveform of the hour',
        baselineName: 'ffmpeg, key frames tiled',
        ours: () => stripIsReady(study, videoId),
        baseline: () =>
          run(ffmpeg, [
            ...['-y', '-v', 'error', '-skip_frame', 'nokey', '-i', file, '-an', '-vsync', 'passthrough'],
            ...['-vf', 'scale=160:90,tile=10x10', join(place, 'sheet-%d.jpg')],
          ]),
      }),
      await rowOf({
        name: '32 frames of each of 120 clips',
        baselineName: 'ffmpeg seeking by hand, one process a clip',
        ours: async () => {
          for (const index of everyClip) await readAll(media, clip(index))
        },
        baseline: async () => {
          for (const index of everyClip) await seekByHand(ffmpeg, file, (index * clipMs) / 1000)
        },
      }),
      await rowOf({
        name: '32 frames spread over the hour',
        baselineName: 'ffmpeg seeking by hand, one process a frame',
        ours: () =>
          readAll(media, {
            ...clip(0),
            endMs: hourSeconds * 1000,
            sampling: { kind: 'rate', fps: 1, maxFrames: framesPerClip },
          }),
        baseline: async () => {
          const step = hourSeconds / framesPerClip
          for (let frame = 0; frame < framesPerClip; frame++) await oneFrameByHand(ffmpeg, file, frame * step)
        },
      }),
    )
    return rows
  } finally {
    await study.videos.close()
    study.close()
  }
}
