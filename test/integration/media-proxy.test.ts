import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { MediaTools } from '#core/media/types.ts'
import { aVideo, runFfmpeg, testFfmpeg, type VideoRecipe } from '../helpers/make-video.ts'

const run = promisify(execFile)

let folder: string
let media: MediaTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-proxy-'))
  media = createMediaTools(await testFfmpeg())
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const inFolder = (name: string): string => join(folder, name)

/** Player time of every frame and its mean colour, from a decode of all of it. */
async function framesOf(file: string): Promise<{ timeMs: number; mean: number }[]> {
  const frames: { timeMs: number; mean: number }[] = []
  const all = { startMs: 0, endMs: 1e9, maxSide: 64 }
  const sampling = { kind: 'every', frames: 1, maxFrames: null } as const
  for await (const { timeMs, rgb } of media.readFrames({ file, ...all, sampling })) {
    frames.push({ timeMs, mean: rgb.reduce((sum, value) => sum + value, 0) / rgb.length })
  }
  return frames
}

/** No two neighbours are alike, and the next like it is 32 frames away. */
const blinking = "color=black:s=98x66:r=30,format=gray,geq=lum='16+mod(N*7,32)*6'"

const originals: readonly (Omit<VideoRecipe, 'file'> & { name: string })[] = [
  { name: 'hevc.mp4', codec: 'hevc', bFrames: 3, outputArgs: ['-tag:v', 'hvc1'], audio: true },
  { name: 'uneven.mp4', codec: 'hevc', unevenSteps: true, audio: true },
  { name: 'uneven.mkv', codec: 'hevc', unevenSteps: true },
  { name: 'mpeg4.avi', codec: 'mpeg4', audio: true },
  { name: 'late.mkv', codec: 'hevc', outputArgs: ['-output_ts_offset', '2.5'] },
]

describe('a copy for the player', () => {
  it.each(originals)('of $name has every frame at its time', async ({ name, ...recipe }) => {
    const file = await aVideo({ file: inFolder(name), source: blinking, seconds: 3, fps: 30, ...recipe })
    const copy = await media.makeProxy({ file, target: inFolder(`copy-of-${name}`) })
    const [wanted, found] = [await framesOf(file), await framesOf(copy)]
    expect(found).toHaveLength(wanted.length)
    for (const [index, { timeMs, mean }] of wanted.entries()) {
      expect(Math.abs((found[index]?.timeMs ?? 0) - timeMs)).toBeLessThanOrEqual(0.51)
      expect(Math.abs((found[index]?.mean ?? 0) - mean)).toBeLessThan(3)
    }
    const [original, probe] = [await media.probe(file), await media.probe(copy)]
    expect(probe).toMatchObject({ codec: 'h264', container: 'mkv', hasAudio: original.hasAudio })
  })

  it('is upright, with even sides', async () => {
    const turned = await aVideo({
      file: inFolder('turned.mp4'),
      width: 96,
      height: 70,
      seconds: 1,
      rotationDeg: 90,
    })
    const copy = await media.makeProxy({ file: turned, target: inFolder('copy-of-turned') })
    expect(await media.probe(copy)).toMatchObject({ width: 70, height: 96, rotationDeg: 0, pixelAspect: 1 })
    const source = 'testsrc2=s=98x72:r=25,format=yuv444p,crop=97:71'
    const odd = await aVideo({ file: inFolder('odd.avi'), source, codec: 'mjpeg', seconds: 1 })
    expect(await media.probe(odd)).toMatchObject({ width: 97, height: 71 })
    const even = await media.makeProxy({ file: odd, target: inFolder('copy-of-odd') })
    expect(await media.probe(even)).toMatchObject({ width: 98, height: 72 })
  })

  it('has its sound where the original has it', async () => {
    const { ffmpeg, ffprobe } = await testFfmpeg()
    const twice = ['-i', inFolder('hevc.mp4'), '-itsoffset', '0.8', '-i', inFolder('hevc.mp4')]
    await runFfmpeg(ffmpeg, [
      ...twice,
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-c',
      'copy',
      inFolder('late-sound.mp4'),
    ])
    const copy = await media.makeProxy({ file: inFolder('late-sound.mp4'), target: inFolder('late-sound') })
    const shown = ['-select_streams', 'a', '-show_entries', 'stream=start_time', '-of', 'csv=p=0']
    const { stdout } = await run(ffprobe, ['-v', 'error', ...shown, copy])
    // A sound encoder's lead-in is before it.
    expect(Math.abs(Number(stdout) - 0.8)).toBeLessThan(0.07)
    expect((await media.probe(copy)).startMs).toBe(0)
  })

  it('tells how far it is', async () => {
    const file = await aVideo({ file: inFolder('long.avi'), width: 320, height: 240, seconds: 20 })
    const progress: number[] = []
    const onProgress = (doneMs: number): void => void progress.push(doneMs)
    await media.makeProxy({ file, target: inFolder('told'), onProgress })
    // How often depends on how fast the machine is; a frame lasts 40 ms.
    expect(progress.length).toBeGreaterThan(0)
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(progress.at(-1)).toBeGreaterThan(0)
    expect(progress.at(-1)).toBeLessThanOrEqual(20_040)
  })

  it('leaves nothing behind when it is cancelled or cannot be made', async () => {
    const place = inFolder('nothing')
    await mkdir(place)
    const abort = new AbortController()
    const onProgress = (): void => {
      abort.abort()
    }
    const file = inFolder('long.avi')
    const request = { file, target: join(place, 'copy'), signal: abort.signal, onProgress }
    await expect(media.makeProxy(request)).rejects.toMatchObject({ code: 'cancelled' })
    expect(await readdir(place)).toEqual([])
  })
})
