import { execFile, fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { usualLimits, type DecoderLimits } from '#core/media/ffmpeg/decoder-process.ts'
import { readVideoFrames, type FrameSource } from '#core/media/frames/frame-reader.ts'
import { probeVideo } from '#core/media/probe/probe.ts'
import type { FfmpegTools, FrameRequest, FrameSampling } from '#core/media/types.ts'
import { createRandom, randomIndex } from '#core/statistics/random.ts'
import { aVideo, testFfmpeg } from '../helpers/make-video.ts'
import { thorough } from '../helpers/thorough.ts'

/** A video is long enough for that many, each some pictures after the one before. */
const kills = thorough(5, 100)
const longSeconds = thorough(4, 72)

let folder: string
let tools: FfmpegTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decoder-kill-'))
  tools = await testFfmpeg()
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function aProgram(name: string, text: string): Promise<string> {
  const file = join(folder, name)
  await writeFile(file, text)
  await chmod(file, 0o755)
  return file
}

/** An ffmpeg that leaves its process number, and the number of the newest one. */
async function traceableFfmpeg(): Promise<{ ffmpeg: string; newest: () => Promise<number> }> {
  const list = join(folder, 'processes')
  const ffmpeg = await aProgram('traceable', `#!/bin/sh\necho $$ >> '${list}'\nexec '${tools.ffmpeg}' "$@"\n`)
  const newest = async () => Number((await readFile(list, 'utf8')).trim().split('\n').at(-1))
  return { ffmpeg, newest }
}

async function sourceOf(file: string, changes: Partial<DecoderLimits> = {}): Promise<FrameSource> {
  return { tools, facts: await probeVideo(tools, file), limits: { ...usualLimits, ...changes } }
}

const everyFrame: FrameSampling = { kind: 'every', frames: 1, maxFrames: null }
const wholeOf = (file: string, sampling: FrameSampling = everyFrame): FrameRequest => ({
  ...{ file, startMs: 0, endMs: 1e9, maxSide: 640, sampling },
})

/** Time stamp and content of every frame. */
async function fingerprints(
  source: FrameSource,
  request: FrameRequest,
  onFrame: () => Promise<void> = () => Promise.resolve(),
): Promise<string[]> {
  const seen: string[] = []
  for await (const { ticks, rgb } of readVideoFrames(source, request)) {
    seen.push(`${String(ticks)} ${createHash('md5').update(rgb).digest('hex')}`)
    await onFrame()
  }
  return seen
}

function isKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    // It had just come to its end.
    return false
  }
}

/** Programs that stand in for ffmpeg; Windows cannot start a script by its path. */
describe.skipIf(process.platform === 'win32')('a decoder that dies', () => {
  it('at random moments costs no frame, and brings none twice', async () => {
    const file = await aVideo({
      file: join(folder, 'long.mp4'),
      seconds: longSeconds,
      width: 320,
      height: 240,
      bFrames: 2,
    })
    const source = await sourceOf(file)
    const undisturbed = await fingerprints(source, wholeOf(file))
    const { ffmpeg, newest } = await traceableFfmpeg()
    const random = createRandom(9)
    let left = kills
    let framesToGo = 3
    const disturbed = await fingerprints(
      { ...source, tools: { ...tools, ffmpeg } },
      wholeOf(file),
      async () => {
        framesToGo -= 1
        if (framesToGo > 0 || left === 0) return
        await new Promise((resolve) => setTimeout(resolve, random() * 20))
        if (isKilled(await newest())) left -= 1
        framesToGo = 1 + randomIndex(random, 8)
      },
    )
    expect(left).toBe(0)
    expect(disturbed).toEqual(undisturbed)
    expect(disturbed).toHaveLength(longSeconds * 25)
  })

  it('while it seeks from frame to frame loses none either', async () => {
    const size = { width: 1280, height: 720, seconds: 16, gop: 10 }
    const file = await aVideo({ file: join(folder, 'sparse.mp4'), ...size })
    const request = wholeOf(file, { kind: 'rate', fps: 0.25, maxFrames: 100 })
    const source = await sourceOf(file)
    const undisturbed = await fingerprints(source, request)
    expect(undisturbed).toHaveLength(4)
    const killed = join(folder, 'killed')
    // The first process of this reading dies before it has brought anything.
    const once = await aProgram(
      'dies-once',
      `#!/bin/sh\n[ -e '${killed}' ] || { touch '${killed}'; kill -9 $$; }\nexec '${tools.ffmpeg}' "$@"\n`,
    )
    const disturbed = await fingerprints({ ...source, tools: { ...tools, ffmpeg: once } }, request)
    expect(disturbed).toEqual(undisturbed)
  })

  it('each time it is started is given up, in words', async () => {
    const file = await aVideo({ file: join(folder, 'hopeless.mp4'), seconds: 1 })
    const ffmpeg = await aProgram('dies', '#!/bin/sh\necho start >> "$0.log"\nkill -9 $$\n')
    const source = { ...(await sourceOf(file)), tools: { ...tools, ffmpeg } }
    await expect(fingerprints(source, wholeOf(file))).rejects.toMatchObject({
      code: 'media-unreadable',
      message: 'hopeless.mp4 could not be read from 00:00.000 on: the decoder crashed there again and again.',
    })
    expect((await readFile(`${ffmpeg}.log`, 'utf8')).trim().split('\n')).toHaveLength(5)
  })

  it.skipIf(process.platform !== 'linux')(
    'of hunger for memory is stopped before it takes it all',
    async () => {
      const file = await aVideo({ file: join(folder, 'hungry.mp4'), seconds: 1 })
      const ffmpeg = await aProgram(
        'hungry.cjs',
        `#!${process.execPath}\nconst held = []\nsetInterval(() => held.push(Buffer.alloc(2e7, 1)), 20)`,
      )
      const limits = { maxResidentBytes: 256 * 1024 ** 2, stallMs: 60_000 }
      const source = { ...(await sourceOf(file, limits)), tools: { ...tools, ffmpeg } }
      await expect(fingerprints(source, wholeOf(file))).rejects.toMatchObject({
        code: 'media-unreadable',
        message:
          'hungry.mp4 could not be read from 00:00.000 on: its pictures need more than 0.3 GB of memory.',
      })
    },
  )

  it('ends by itself when the program that reads from it is killed', async () => {
    const file = await aVideo({ file: join(folder, 'orphan.mp4'), seconds: 20, width: 320, height: 240 })
    const program = fileURLToPath(new URL('../helpers/reading-program.ts', import.meta.url))
    const child = fork(program, [file])
    await once(child, 'message')
    const decoders = async () => {
      const { stdout } = await promisify(execFile)('ps', ['-eo', 'args'])
      return stdout.split('\n').filter((line) => line.includes('-progress') && line.includes(file)).length
    }
    expect(await decoders()).toBe(1)
    child.kill('SIGKILL')
    await vi.waitFor(async () => expect(await decoders()).toBe(0), { timeout: 30_000, interval: 200 })
  })
})
