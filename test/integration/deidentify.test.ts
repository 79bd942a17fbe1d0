import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { SeenFaces } from '#core/areas/deidentify/separate-patient.ts'
import { createJobRepository } from '#core/jobs/job-repository.ts'
import { createInProcessInference } from '#core/inference/host/in-process-client.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { PictureMask, DecodedFrame, MediaTools } from '#core/media/types.ts'
import { lookAtFaces } from '#core/areas/deidentify/look-at-faces.ts'
import { plainFaces, smilingFaces } from '../../scripts/tools/sample-study/views.ts'
import { aControl } from '../helpers/a-study.ts'
import { cli, cliDocument } from '../helpers/cli.ts'
import { aVideo, runFfmpeg, testFfmpeg, usersFfmpeg } from '../helpers/make-video.ts'
import { peopleVideo, stage } from '../helpers/people-video.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

const facePackFolder = resolve(import.meta.dirname, '../../resources/models/faces-tiny')
const run = promisify(execFile)

const listSchema = z.object({
  sessions: z.array(
    z.object({
      people: z.array(z.object({ id: z.number(), role: z.string(), reason: z.string(), brief: z.boolean() })),
    }),
  ),
})

let folder = ''
let media: MediaTools
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deidentify-'))
  media = createMediaTools(await testFfmpeg())
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function framesOf(file: string, startMs = 0, reader = media): Promise<DecodedFrame[]> {
  const frames: DecodedFrame[] = []
  const sampling = { kind: 'every', frames: 1, maxFrames: null } as const
  const span = { startMs, endMs: startMs + 60_000, sampling, maxSide: 4000 }
  for await (const frame of reader.readFrames({ file, ...span })) {
    frames.push({ ...frame, rgb: frame.rgb.slice() })
  }
  return frames
}

/** Largest difference of a colour between two pictures, in a part of them given in shares. */
function largestDifference(
  a: DecodedFrame,
  b: DecodedFrame,
  part: { x: number; y: number; width: number; height: number },
): number {
  let most = 0
  const column = (share: number): number => Math.round(share * a.width)
  const row = (share: number): number => Math.round(share * a.height)
  for (let y = row(part.y); y < row(part.y + part.height); y++) {
    for (let x = column(part.x); x < column(part.x + part.width); x++) {
      for (let channel = 0; channel < 3; channel++) {
        const at = (y * a.width + x) * 3 + channel
        most = Math.max(most, Math.abs((a.rgb[at] ?? 0) - (b.rgb[at] ?? 0)))
      }
    }
  }
  return most
}

describe('a blurred copy', () => {
  const right = { x: 0.5, y: 0, width: 0.5, height: 1 }
  const masksFor = (frames: readonly DecodedFrame[]): PictureMask[] =>
    frames.map(({ timeMs }) => ({ timeMs, blurred: [right], kept: [], covered: [] }))

  it('has every picture of the span at its time, upright, with even sides and square pixels', async () => {
    const file = join(folder, 'turned.mp4')
    await aVideo({
      file,
      seconds: 5,
      unevenSteps: true,
      rotationDeg: 90,
      width: 161,
      height: 121,
      bFrames: 2,
    })
    const frames = (await framesOf(file, 2000)).filter(({ timeMs }) => timeMs < 3500)
    const target = join(folder, 'upright.part')
    await media.makeBlurredCopy({
      file,
      target,
      endMs: 3500,
      masks: masksFor(frames),
      patches: 4,
      keepSound: false,
    })
    const copied = await framesOf(target)
    const [first] = frames
    expect(copied.length).toBe(frames.length)
    for (const [index, { timeMs }] of copied.entries()) {
      expect(timeMs).toBeCloseTo((frames[index]?.timeMs ?? NaN) - (first?.timeMs ?? NaN), 2)
    }
    expect(await media.probe(target)).toMatchObject({
      width: 120,
      height: 160,
      rotationDeg: 0,
      pixelAspect: 1,
    })
  })

  it('loses what is blurred and keeps the rest', async () => {
    // Two videos that differ on the right alone, by stripes of which a whole number lies in each patch.
    const striped = (offset: number) =>
      `color=gray:s=320x320:r=25,geq=lum='128+if(gte(X,160),60*gt(mod(X+${offset},8),3),40*gt(mod(X,8),3))':cb=128:cr=128`
    const [a, b] = [join(folder, 'a.mp4'), join(folder, 'b.mp4')]
    for (const [file, offset] of [[a, 0] as const, [b, 4] as const]) {
      await aVideo({ file, seconds: 0.2, source: striped(offset) })
    }
    const copies: DecodedFrame[] = []
    const sources: DecodedFrame[] = []
    for (const file of [a, b]) {
      const frames = await framesOf(file)
      const target = `${file}.part`
      const request = { file, target, endMs: 1000, patches: 4, keepSound: false }
      await media.makeBlurredCopy({ ...request, masks: masksFor(frames) })
      sources.push(...frames.slice(0, 1))
      copies.push(...(await framesOf(target)).slice(0, 1))
    }
    const [sourceA, sourceB] = sources
    const [copyA, copyB] = copies
    if (!sourceA || !sourceB || !copyA || !copyB) throw new Error('a video without a picture')
    expect(largestDifference(sourceA, sourceB, right)).toBeGreaterThan(40)
    // A block of the encoder lies on both sides of the border.
    const inner = { x: 0.55, y: 0, width: 0.45, height: 1 }
    expect(largestDifference(copyA, copyB, inner)).toBeLessThanOrEqual(3)
    expect(largestDifference(sourceA, copyA, { x: 0, y: 0, width: 0.45, height: 1 })).toBeLessThan(25)
  })

  it('is whole where the file has no key frame to seek to', async () => {
    const file = join(folder, 'one-key.ts')
    await aVideo({ file, seconds: 5, gop: 500, codec: 'h264', outputArgs: ['-output_ts_offset', '10'] })
    const users = createMediaTools(await usersFfmpeg())
    const { startMs } = await users.probe(file)
    const frames = await framesOf(file, startMs + 3000, users)
    const target = join(folder, 'one-key.part')
    const masks = masksFor(frames)
    await users.makeBlurredCopy({
      file,
      target,
      endMs: startMs + 60_000,
      masks,
      patches: 4,
      keepSound: false,
    })
    expect((await framesOf(target)).length).toBe(frames.length)
  })

  it.each([
    { keepSound: true, sound: 'keeps the sound when asked to' },
    { keepSound: false, sound: 'has no sound otherwise' },
  ])('$sound', async ({ keepSound }) => {
    const file = await aVideo({ file: join(folder, 'loud.mp4'), seconds: 1, audio: true })
    const target = join(folder, `sound-${String(keepSound)}.part`)
    const masks = masksFor(await framesOf(file))
    await media.makeBlurredCopy({ file, target, endMs: 1000, masks, patches: 4, keepSound })
    expect((await media.probe(file)).hasAudio).toBe(true)
    expect((await media.probe(target)).hasAudio).toBe(keepSound)
  })

  it('stops when it is cancelled', async () => {
    const file = join(folder, 'long.mp4')
    await aVideo({ file, seconds: 20, width: 640, height: 360 })
    const abort = new AbortController()
    const masks = [{ timeMs: 0, blurred: [right], kept: [], covered: [] }]
    const work = media.makeBlurredCopy({
      ...{ file, target: join(folder, 'long.part'), endMs: 20_000, masks, patches: 4, keepSound: false },
      signal: abort.signal,
      onProgress: () => {
        abort.abort()
      },
    })
    await expect(work).rejects.toMatchObject({ code: 'cancelled' })
  })
})

/** The patient sits; somebody passes in front, from the right edge to the left. */
const seconds = thorough(2, 3)
/** Every picture is looked at four times; people are looked for in fewer. */
const fps = thorough(8, stage.fps)
const scene = {
  seconds,
  appearances: [
    {
      face: plainFaces.barMiddle,
      from: { second: 0, x: 330, y: 270 },
      to: { second: seconds, x: 330, y: 270 },
      heightPx: 170,
    },
    {
      face: smilingFaces.terraceRight,
      from: { second: 0, x: 860, y: 250 },
      to: { second: 0.8 * seconds, x: 100, y: 250 },
      heightPx: 130,
    },
  ],
}

describe('the deidentify command', () => {
  let interview = ''
  /** What it reports of a command that goes well. */
  const done = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { code, document } = await cliDocument(folder, ...args)
    expect(code).toBe(0)
    return document
  }

  beforeAll(async () => {
    const session = join(folder, 'sessions', 'P001', '2026-01-01_baseline')
    await mkdir(session, { recursive: true })
    interview = join(session, 'interview.mp4')
    const silent = await peopleVideo(join(folder, 'silent.mp4'), [scene])
    await runFfmpeg((await testFfmpeg()).ffmpeg, [
      ...['-i', silent, '-f', 'lavfi', '-i', 'sine', '-map', '0:v', '-map', '1:a', '-c:v', 'libx264'],
      ...['-r', String(fps), '-frames:v', String(seconds * fps), '-t', String(seconds)],
      ...['-metadata', 'title=Jane Doe', '-metadata', 'creation_time=2026-01-01T10:00:00Z'],
      interview,
    ])
    await done('init', 'study')
    await done('import', 'study', 'sessions')
  })

  /** The one who sits there is seen largest; what is left of a covered face is nobody of its own. */
  async function confirmPatient(): Promise<void> {
    const { sessions } = listSchema.parse(await done('people', 'list', 'study'))
    const people = sessions.flatMap((session) => session.people)
    const patient = people.find(({ role }) => role === 'patient')
    expect(people.filter(({ brief }) => !brief)).toHaveLength(2)
    expect(patient?.reason).toContain('has the largest face')
    await done('people', 'role', 'study', '--person', String(patient?.id), '--role', 'patient')
  }

  async function facesIn(
    file: string,
    { startMs, endMs } = { startMs: 0, endMs: seconds * 1000 },
  ): Promise<SeenFaces> {
    const inference = createInProcessInference({ media })
    try {
      const source = { videoId: 1, file, startMs, endMs, shiftMs: 0 }
      return await lookAtFaces({ inference, facePackFolder, control: aControl() }, source, () => undefined)
    } finally {
      await inference.dispose()
    }
  }

  /** Faces whose middle is not where the patient's is. */
  const strangers = ({ faces }: SeenFaces) =>
    faces.filter(({ x, width }) => Math.abs((x + width / 2) * stage.width - 330) > 60)

  it('refuses before anybody was looked for, and leaves nothing', async () => {
    const asked = ['deidentify', 'study', '--out', 'none', '--keep-sound', '--json']
    const failed = await cli(folder, asked)
    expect(failed).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Find the people of this visit first.'),
    })
    expect(await readdir(join(folder, 'none'))).toEqual([])
    const db = new BetterSqlite(join(folder, 'study', 'study.sqlite'), { readonly: true })
    const jobs = createJobRepository(db).list()
    db.close()
    expect(jobs.at(-1)).toMatchObject({ kind: 'deidentify', input: { keepSound: true } })
  })

  it('writes a copy in which nobody but the patient can be found, without sound and without names', async () => {
    await done('people', 'find', 'study')
    expect(await cli(folder, ['deidentify', 'study', '--out', 'none', '--json'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('Nobody confirmed yet'),
    })
    await confirmPatient()
    const document = await done('deidentify', 'study', '--out', 'copies')
    expect(document).toMatchObject({
      files: [{ clipId: 1, frames: seconds * fps, verified: true }],
      keepSound: false,
      failures: [],
    })
    const [name = ''] = await readdir(join(folder, 'copies'))
    expect(name).toMatch(/^P001_baseline_clip1\.(?:mp4|webm)$/)
    const copy = join(folder, 'copies', name)
    // The same eyes see them in the original: in the middle of it, in most of its pictures.
    const middle = { startMs: 200 * seconds, endMs: 600 * seconds }
    const source = await facesIn(interview, middle)
    const copied = await facesIn(copy)
    expect(strangers(source).length).toBeGreaterThan(0.2 * seconds * fps)
    expect(strangers(copied)).toEqual([])
    // The patient is still to be seen, but while somebody is near.
    expect(copied.faces.length).toBeGreaterThan(0.2 * seconds * fps)
    expect(copied.frameTimes.length).toBe(seconds * fps)
    expect((await media.probe(copy)).hasAudio).toBe(false)
    const { stdout } = await run((await testFfmpeg()).ffprobe, ['-v', 'error', '-show_format', copy])
    expect(stdout).not.toMatch(/Jane|creation_time/)
  })

  // The option is passed on above, as is what the copy keeps; its name is in the unit tests.
  if (isThorough) {
    it('keeps the sound when asked to, under another name than the copy that is there', async () => {
      const options = ['--out', 'copies', '--clip', '1', '--keep-sound']
      expect(await done('deidentify', 'study', ...options)).toMatchObject({
        keepSound: true,
        files: [{ fileName: expect.stringMatching(/^P001_baseline_clip1-2\./) }],
      })
      const name = (await readdir(join(folder, 'copies'))).find((file) => file.includes('-2.')) ?? ''
      expect((await media.probe(join(folder, 'copies', name))).hasAudio).toBe(true)
    })
  }
})
