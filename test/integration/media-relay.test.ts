import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFrameRelay } from '#core/media/frames/frame-relay.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { FfmpegTools, FrameRequest, FrameSampling } from '#core/media/types.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { aDamagedVideo, aVideo, testFfmpeg, usersFfmpeg } from '../helpers/make-video.ts'
import { thorough } from '../helpers/thorough.ts'

let folder: string
let quickest: FfmpegTools

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-relay-'))
  quickest = await testFfmpeg()
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const span = (startMs: number, endMs: number): TimeSpan => ({ startMs, endMs })
const everyFourth: FrameSampling = { kind: 'every', frames: 4, maxFrames: null }
const byRate: FrameSampling = { kind: 'rate', fps: 5, maxFrames: 300 }
const samplings = [everyFourth, byRate]
/** They differ in which frames they want, not in who reads: one, in turn, or both in the thorough run. */
const samplingsOf = (number: number): readonly FrameSampling[] =>
  thorough(samplings.slice(number % 2, (number % 2) + 1), samplings)

/** The media side, with a note of every decoder that it starts; Windows cannot start a script by its path. */
async function watchedMedia(name: string, tools: FfmpegTools = quickest) {
  const list = join(folder, `${name}-started`)
  const ffmpeg = join(folder, name)
  const text = `#!/bin/sh\ncase "$*" in *showinfo*) echo $$ >> '${list}';; esac\nexec '${tools.ffmpeg}' "$@"\n`
  await writeFile(ffmpeg, text)
  await chmod(ffmpeg, 0o755)
  const pids = async () =>
    (await readFile(list, 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number)
  const newest = () => Number(readFileSync(list, 'utf8').trim().split('\n').at(-1))
  return { media: createMediaTools({ ...tools, ffmpeg }), pids, newest }
}

type Media = Awaited<ReturnType<typeof watchedMedia>>['media']

interface SpanRead {
  readonly frames: string[]
  readonly damage: TimeSpan[]
  readonly refused: string | null
}

/** Time and content of every frame of one span, and what was said of it. */
async function readSpan(
  media: Media,
  request: FrameRequest,
  onFrame: (count: number) => 'go on' | 'leave' = () => 'go on',
): Promise<SpanRead> {
  const frames: string[] = []
  const damage: TimeSpan[] = []
  try {
    const asked = { ...request, onDamage: (spans: readonly TimeSpan[]) => damage.push(...spans) }
    for await (const { ticks, rgb } of media.readFrames(asked)) {
      frames.push(`${String(ticks)} ${createHash('sha1').update(rgb).digest('hex').slice(0, 8)}`)
      if (onFrame(frames.length) === 'leave') break
    }
  } catch (error) {
    return { frames, damage, refused: error instanceof Error ? error.message : 'refused' }
  }
  return { frames, damage, refused: null }
}

interface Reading {
  readonly file: string
  readonly spans: readonly TimeSpan[]
  readonly sampling: FrameSampling
}

/** The spans one after the other, each by a decoder of its own, or handed on from one to the next. */
async function readSpans(
  media: Media,
  { file, spans, sampling }: Reading,
  { shared, onFrame }: { shared: boolean; onFrame?: (span: number, count: number) => 'go on' | 'leave' },
): Promise<SpanRead[]> {
  const relay = createFrameRelay(spans, new AbortController().signal)
  const read: SpanRead[] = []
  for (const [index, each] of spans.entries()) {
    const request = { file, ...each, sampling, maxSide: 640, ...(shared ? { relay } : {}) }
    read.push(await readSpan(media, request, (count) => onFrame?.(index, count) ?? 'go on'))
  }
  await relay.close()
  return read
}

const rows = [span(400, 1600), span(1600, 3200), span(4000, 5210), span(5210, 6000)]

describe.skipIf(process.platform === 'win32')('spans that are read in turn', () => {
  // A picture that is turned and times in milliseconds are read by the same decoder as any: the turn is held by
  // media-probe.test.ts, times by media-identity.test.ts, and what is handed on between spans does not hang on them.
  it.each([
    ['constant.mp4', 0, { bFrames: 2, gop: 40 }],
    ['uneven.mp4', 1, { unevenSteps: true, gop: 50 }],
    ...thorough([], [
      ['turned.mp4', 2, { rotationDeg: 90, gop: 250 }],
      ['milliseconds.mkv', 4, { fps: 30, gop: 60 }],
    ] as const),
    ['stream.ts', 3, { gop: 25 }],
  ] as const)('%s: one decoder gives each the frames that it has alone', async (name, number, recipe) => {
    const file = await aVideo({ file: join(folder, name), seconds: 7, ...recipe })
    for (const sampling of samplingsOf(number)) {
      const reading = { file, spans: rows, sampling }
      const tools = name.endsWith('.ts') ? await usersFfmpeg() : quickest
      const { media, pids } = await watchedMedia(`${name}-${sampling.kind}`, tools)
      const shared = await readSpans(media, reading, { shared: true })
      expect(await pids()).toHaveLength(1)
      const alone = await readSpans(media, reading, { shared: false })
      expect(await pids()).toHaveLength(1 + rows.length)
      expect(shared).toEqual(alone)
      expect(shared.reduce((sum, { frames }) => sum + frames.length, 0)).toBeGreaterThan(15)
    }
  })

  it('as many as ever share a decoder do', async () => {
    const file = await aVideo({ file: join(folder, 'many.mp4'), seconds: 10, gop: 50 })
    const spans = Array.from({ length: 16 }, (_, at) => span(200 + at * 600, 800 + at * 600))
    for (const sampling of samplingsOf(1)) {
      const { media, pids } = await watchedMedia(`many-${sampling.kind}`)
      const shared = await readSpans(media, { file, spans, sampling }, { shared: true })
      expect(await pids()).toHaveLength(1)
      expect(shared).toEqual(await readSpans(media, { file, spans, sampling }, { shared: false }))
    }
  })

  it('a span that is to have fewer frames than it could is read to its end, and no further', async () => {
    const file = await aVideo({ file: join(folder, 'few.mp4'), seconds: 7, gop: 50 })
    for (const sampling of [
      { kind: 'every', frames: 4, maxFrames: 3 },
      { kind: 'rate', fps: 25, maxFrames: 4 },
    ] as const) {
      const reading = { file, spans: rows, sampling }
      const { media, pids } = await watchedMedia(`few-${sampling.kind}`)
      const shared = await readSpans(media, reading, { shared: true })
      expect(await pids()).toHaveLength(1)
      expect(shared).toEqual(await readSpans(media, reading, { shared: false }))
    }
  })

  it('where the file is damaged, the spans there are read anew, and the stretch is told of its own span', async () => {
    const file = await aDamagedVideo(join(folder, 'damaged.mp4'))
    const spans = [span(0, 2000), span(2000, 4200), span(4200, 5000), span(5000, 7000), span(7000, 9000)]
    for (const sampling of samplingsOf(0)) {
      const reading = { file, spans, sampling }
      const { media } = await watchedMedia(`damaged-${sampling.kind}`)
      const shared = await readSpans(media, reading, { shared: true })
      expect(shared).toEqual(await readSpans(media, reading, { shared: false }))
      expect(shared.map(({ damage }) => damage.length > 0)).toContain(true)
      expect(shared.map(({ damage }) => damage.length > 0)).toContain(false)
    }
  })

  it('where the picture changes its size, none is lost', async () => {
    const small = await aVideo({ file: join(folder, 'small.ts'), seconds: 2.2, gop: 25 })
    const late = ['-output_ts_offset', '2.2']
    const wide = { width: 240, height: 180, seconds: 3, gop: 25 }
    const large = await aVideo({ file: join(folder, 'large.ts'), ...wide, outputArgs: late })
    const file = join(folder, 'changing.ts')
    await writeFile(file, Buffer.concat([await readFile(small), await readFile(large)]))
    const spans = [span(500, 1500), span(1500, 3000), span(3000, 4000)]
    for (const sampling of samplingsOf(1)) {
      const reading = { file, spans, sampling }
      const { media } = await watchedMedia(`changing-${sampling.kind}`, await usersFfmpeg())
      const shared = await readSpans(media, reading, { shared: true })
      expect(shared).toEqual(await readSpans(media, reading, { shared: false }))
      expect(shared.every(({ frames }) => frames.length > 0)).toBe(true)
    }
  })

  it('a span behind the end of the video is refused in its own words', async () => {
    const file = await aVideo({ file: join(folder, 'short.mp4'), seconds: 2, gop: 25 })
    const reading = {
      file,
      spans: [span(0, 1000), span(1000, 2000), span(2000, 3000)],
      sampling: everyFourth,
    }
    const { media } = await watchedMedia('short')
    const shared = await readSpans(media, reading, { shared: true })
    expect(shared.map(({ refused }) => refused)).toEqual([
      null,
      null,
      'short.mp4 ends at 00:02.000: it has no picture at 00:02.000.',
    ])
  })

  it('leaving one early costs the others nothing', async () => {
    const file = await aVideo({
      file: join(folder, 'left.mp4'),
      seconds: 7,
      width: 640,
      height: 480,
      gop: 50,
    })
    const reading = { file, spans: rows, sampling: byRate }
    const { media, pids } = await watchedMedia('left')
    const alone = await readSpans(media, reading, { shared: false })
    const left = await readSpans(media, reading, {
      shared: true,
      onFrame: (at, count) => (at === 1 && count === 2 ? 'leave' : 'go on'),
    })
    expect(left.map(({ frames }) => frames)).toEqual(
      alone.map(({ frames }, at) => (at === 1 ? frames.slice(0, 2) : frames)),
    )
    const started = await pids()
    const newest = started.at(-1) ?? 0
    expect(newest).toBeGreaterThan(0)
    expect(() => process.kill(newest, 0)).toThrow()
  })

  it('a decoder that is killed, in a span or between two, costs no frame', async () => {
    const file = await aVideo({
      file: join(folder, 'killed.mp4'),
      seconds: 7,
      width: 640,
      height: 480,
      gop: 50,
    })
    for (const sampling of samplingsOf(0)) {
      const reading = { file, spans: rows, sampling }
      const { media, newest } = await watchedMedia(`killed-${sampling.kind}`)
      const alone = await readSpans(media, reading, { shared: false })
      const last = alone[1]?.frames.length ?? 0
      for (const moment of thorough([2, last], [1, 2, 3, last])) {
        const killed = await readSpans(media, reading, {
          shared: true,
          onFrame(at, count) {
            if (at === 1 && count === moment) process.kill(newest(), 'SIGKILL')
            return 'go on'
          },
        })
        expect(killed).toEqual(alone)
      }
    }
  })

  it('stopped, the decoder is gone, also between two spans', async () => {
    const file = await aVideo({ file: join(folder, 'stopped.mp4'), seconds: 7, width: 640, height: 480 })
    const { media, pids } = await watchedMedia('stopped')
    const abort = new AbortController()
    const relay = createFrameRelay(rows, abort.signal)
    const request = { file, sampling: everyFourth, maxSide: 640, relay }
    await readSpan(media, { ...request, ...span(400, 1600) })
    const [pid = 0] = await pids()
    expect(() => process.kill(pid, 0)).not.toThrow()
    await relay.close()
    expect(() => process.kill(pid, 0)).toThrow()
    const again = readSpan(media, { ...request, ...span(1600, 3200) }, () => {
      abort.abort()
      return 'go on'
    })
    expect((await again).refused).toBe('The work was cancelled.')
  })
})
