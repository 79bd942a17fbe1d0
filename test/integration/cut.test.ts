import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { cliDocument } from '../helpers/cli.ts'
import { runFfmpeg, testFfmpeg } from '../helpers/make-video.ts'

const FRAME_MS = 40
const SECONDS = 30

/** Somebody talks for 3.5 of every 5 s, syllable by syllable, in a room that is not quite silent. */
const talk =
  'aevalsrc=0.3*sin(2*PI*220*t)*lt(mod(t\\,5)\\,3.5)*lt(mod(t\\,0.25)\\,0.2)+0.002*(random(0)-0.5):s=44100'

async function anInterview(file: string): Promise<void> {
  const { ffmpeg } = await testFfmpeg()
  await mkdir(dirname(file), { recursive: true })
  await runFfmpeg(ffmpeg, [
    ...['-f', 'lavfi', '-i', 'testsrc2=s=160x120:r=25', '-f', 'lavfi', '-i', talk],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac'],
    ...['-t', String(SECONDS), '-threads', '1', file],
  ])
}

type Spans = readonly { startMs: number; endMs: number }[]

describe('an interview on the command line', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cut-'))
    // Where the user’s packs are looked for, on each system.
    for (const name of ['XDG_CONFIG_HOME', 'APPDATA', 'HOME']) vi.stubEnv(name, join(folder, 'config'))
    await anInterview(join(folder, 'sessions/P001/2024-05-03_baseline/interview.mp4'))
    await cli('init', 'study')
    await cli('import', 'study', 'sessions')
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    await rm(folder, { recursive: true, force: true })
  })

  const cli = (...args: string[]) => cliDocument(folder, ...args)
  const propose = (...args: string[]) => cli('clips', 'propose', 'study', '--video', ...args)
  const listed = async () => (await cli('clips', 'list', 'study')).document['clips'] as Spans

  it('is one clip at first', async () => {
    const { code, document } = await cli('clips', 'list', 'study')
    expect({ code, document }).toMatchObject({
      code: 0,
      document: {
        clips: [{ ordinal: 1, file: 'interview.mp4', patient: 'P001', startMs: 0, excluded: false }],
        failures: [],
      },
    })
  })

  // One study, step by step: each test stands on the ones before.
  it('is proposed to be parted in the middle of its pauses, on a picture, and nothing is written', async () => {
    const { code, document } = await propose('interview.mp4', '--method', 'speech', '--min', '2')
    expect({ code, document }).toMatchObject({ code: 0, document: { applied: false, failures: [] } })
    const spans = document['spans'] as Spans
    expect(spans).toHaveLength(6)
    spans.forEach(({ startMs, endMs }, index) => {
      expect(startMs).toBe(index === 0 ? 0 : spans[index - 1]?.endMs)
      expect(startMs % FRAME_MS).toBeCloseTo(0, 6)
      // The pauses last from 3.45 to 5 s of every five seconds.
      if (index < 5) expect(Math.abs(endMs - (index * 5000 + 4225))).toBeLessThanOrEqual(100)
    })
    expect(await listed()).toHaveLength(1)
  })

  it('is cut when told so, once', async () => {
    const cut = () => propose('interview.mp4', '--method', 'speech', '--min', '2', '--apply')
    const { code, document } = await cut()
    expect({ code, document }).toMatchObject({ code: 0, document: { applied: true } })
    const clips = await listed()
    expect(clips.map(({ startMs, endMs }) => ({ startMs, endMs }))).toEqual(document['spans'])
    await cut()
    expect(await listed()).toEqual(clips)
  })

  it('stays cut when its folder is imported again', async () => {
    const before = await listed()
    const { document } = await cli('import', 'study', 'sessions')
    expect(document).toMatchObject({ videos: { new: 0, known: 1 } })
    expect(await listed()).toEqual(before)
  })

  it('is cut into equal lengths, which may overlap', async () => {
    const { document } = await propose('1', '--method', 'fixed', '--length', '8', '--stride', '4', '--apply')
    const spans = document['spans'] as Spans
    expect(spans.map(({ startMs }) => startMs)).toEqual([0, 4000, 8000, 12_000, 16_000, 20_000, 24_000])
    expect(await listed()).toMatchObject(spans)
  })

  it.each([
    [['interview.mp4', '--method', 'face'], 'bad-request', 'Find the people first'],
    [['other.mp4', '--method', 'fixed'], 'not-found', 'There is no video “other.mp4”'],
    [['1', '--method', 'fixed', '--length', '0.2'], 'bad-request', '--length is at least 0.5.'],
    [['1', '--method', 'speech', '--min', '20'], 'bad-request', 'at least twice as long'],
    [['1', '--method', 'silence'], 'bad-request', 'Allowed choices are fixed, speech, face'],
  ])('is left alone by a wrong request: %j', async (args, code, message) => {
    const { code: exitCode, document } = await propose(...args)
    expect(exitCode).toBe(2)
    expect(document).toMatchObject({ error: { code, message: expect.stringContaining(message) as string } })
  })
})
