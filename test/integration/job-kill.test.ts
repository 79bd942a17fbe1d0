import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createJobRepository } from '#core/jobs/job-repository.ts'
import type { JobRecord } from '#core/jobs/job-store.ts'
import { plainFaces, smilingFaces } from '../../scripts/tools/sample-study/views.ts'
import { cliDocument, cliDone, cliProgram } from '../helpers/cli.ts'
import { faceSessions } from '../helpers/face-sessions.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'
import type { FaceStudyStage } from '../helpers/face-study.ts'
import { HANGING_MS } from '../helpers/patience.ts'
import { peopleVideo } from '../helpers/people-video.ts'
import { isThorough, thorough } from '../helpers/thorough.ts'

/** What is in the study of a folder, looked at from outside. */
function readStudy<Result>(folder: string, look: (db: BetterSqlite.Database) => Result): Result {
  const db = new BetterSqlite(join(folder, 'study', 'study.sqlite'), { readonly: true })
  try {
    return look(db)
  } finally {
    db.close()
  }
}

/** Starts a command, and kills it as soon as something is true. */
async function killed(
  folder: string,
  args: readonly string[],
  isTime: () => boolean | Promise<boolean>,
): Promise<void> {
  const stdio = ['ignore', 'ignore', 'inherit'] as const
  const child = spawn(process.execPath, [...cliProgram, ...args], { cwd: folder, stdio: [...stdio] })
  const exit = once(child, 'exit')
  const isEnded = (): boolean => child.exitCode !== null
  const look = async (): Promise<boolean> => (await isTime()) || isEnded()
  await expect.poll(look, { timeout: HANGING_MS, interval: 20 }).toBe(true)
  expect(isEnded()).toBe(false)
  child.kill('SIGKILL')
  expect((await exit)[1]).toBe('SIGKILL')
}

describe('a prediction of the command line that was killed', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'job-kill-'))
    // The search is a part of a prediction that is in other tests as well.
    await aFaceStudy(folder, thorough<FaceStudyStage>('found', 'imported'))
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  const read = <Result>(look: (db: BetterSqlite.Database) => Result): Result => readStudy(folder, look)
  const predictJobs = (): JobRecord[] =>
    read((db) => createJobRepository(db).list()).filter(({ kind }) => kind === 'predict')
  const predictions = (): number =>
    read((db) => db.prepare<[], number>('SELECT count(*) FROM predictions').pluck().get()) ?? 0

  it('is kept as a job, goes on as the same one, and predicts every clip once', async () => {
    await killed(folder, ['predict', 'study'], () => predictions() > 0)
    const before = predictions()
    expect(before).toBeLessThan(patients)
    const [first] = predictJobs()
    expect(first).toMatchObject({ state: 'running', attempts: 1, endedUtc: null })

    const { code, document } = await cliDocument(folder, 'predict', 'study', '--resume')
    expect(code).toBe(0)
    expect(document).toMatchObject({ resumed: true, predicted: patients - before, failed: [] })
    expect(predictJobs()).toMatchObject([
      { jobId: first?.jobId, state: 'done', attempts: 2, total: patients },
    ])
    expect(predictions()).toBe(patients)
  })
})

/** Some are left when the first is through. */
const searched = thorough(3, patients)

describe('a search for people of the command line that was killed', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'job-kill-'))
    await faceSessions(join(folder, 'sessions'), searched)
    await cliDone(folder, 'init', 'study')
    await cliDone(folder, 'import', 'study', 'sessions')
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  const read = <Result>(look: (db: BetterSqlite.Database) => Result): Result => readStudy(folder, look)
  const searches = (): JobRecord[] =>
    read((db) => createJobRepository(db).list()).filter(({ kind }) => kind === 'find-people')
  const videosLookedAt = (): number[] =>
    read((db) =>
      db.prepare<[], number>('SELECT video_id FROM face_observations ORDER BY video_id').pluck().all(),
    )

  it('is continued by its number as the same job, and has looked at every video once', async () => {
    await killed(folder, ['people', 'find', 'study'], () => videosLookedAt().length > 0)
    const [before] = searches()
    expect(before).toMatchObject({ state: 'running', attempts: 1, endedUtc: null })
    expect(videosLookedAt().length).toBeLessThan(searched)

    const { code, document } = await cliDocument(folder, 'jobs', 'continue', 'study')
    expect(code).toBe(0)
    expect(document).toMatchObject({
      job: { id: before?.jobId, status: 'done', attempts: 2, total: searched },
    })
    expect(new Set(videosLookedAt()).size).toBe(searched)
    expect(videosLookedAt()).toHaveLength(searched)
  })
})

/** So long that faces are looked for in two stretches: 30 s, and the rest. */
const seconds = 36
const appears = (x: number, heightPx: number) => ({
  ...{ from: { second: 0, x, y: 270 }, to: { second: seconds, x, y: 270 }, heightPx },
})
const scene = {
  seconds,
  appearances: [
    { face: plainFaces.barMiddle, ...appears(260, 190) },
    { face: smilingFaces.terraceRight, ...appears(720, 120) },
  ],
}
/** One every so many seconds. */
const strideSeconds = thorough(9, 6)
const clips = seconds / strideSeconds
/** Every picture of a clip is looked at, twice. */
const clipSeconds = thorough(0.5, 1)

const foundSchema = z.object({
  sessions: z.array(z.object({ people: z.array(z.object({ id: z.number(), role: z.string() })) })),
})

/**
 * Steps on one study: each stands on the ones before. That a killed search goes on after its last stretch, and killed
 * copying with what has no copy yet, is in the tests of their services, also when they are killed at any moment.
 */
if (isThorough) {
  describe('long work of the command line that was killed goes on as the same job', () => {
    let folder = ''
    const read = <Result>(look: (db: BetterSqlite.Database) => Result): Result => readStudy(folder, look)
    const jobOf = (kind: string): JobRecord | undefined =>
      read((db) => createJobRepository(db).list()).findLast((job) => job.kind === kind)
    const spans = () =>
      read((db) =>
        db.prepare('SELECT from_ms AS fromMs, to_ms AS toMs FROM face_observations ORDER BY from_ms').all(),
      )

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'job-kill-'))
      const session = join(folder, 'sessions', 'P001', '2026-01-01_baseline')
      await mkdir(session, { recursive: true })
      await peopleVideo(join(session, 'interview.mp4'), [scene])
      await cliDone(folder, 'init', 'study')
      await cliDone(folder, 'import', 'study', 'sessions')
    })
    afterAll(async () => {
      await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    })

    it('the search for people: no stretch is missing or double', async () => {
      await killed(folder, ['people', 'find', 'study'], () => spans().length === 1)
      const before = jobOf('find-people')
      expect(before).toMatchObject({ state: 'running', attempts: 1, endedUtc: null })

      const { code, document } = await cliDocument(folder, 'jobs', 'continue', 'study')
      expect(code).toBe(0)
      expect(document).toMatchObject({ job: { id: before?.jobId, status: 'done', attempts: 2, total: 1 } })
      expect(spans()).toEqual([
        { fromMs: 0, toMs: 30_000 },
        { fromMs: 30_000, toMs: seconds * 1000 },
      ])
    })

    it('copies without the faces of others: no clip is missing or double', async () => {
      const { document: found } = await cliDocument(folder, 'people', 'list', 'study')
      const people = foundSchema.parse(found).sessions.flatMap((session) => session.people)
      const patient = people.find(({ role }) => role === 'patient')
      await cliDone(folder, 'people', 'role', 'study', '--person', String(patient?.id), '--role', 'patient')
      const lengths = ['--length', String(clipSeconds), '--stride', String(strideSeconds)]
      const cut = ['--video', '1', '--method', 'fixed', ...lengths, '--apply']
      await cliDone(folder, 'clips', 'propose', 'study', ...cut)
      const copies = async (): Promise<string[]> =>
        (await readdir(join(folder, 'copies')).catch(() => [])).sort()

      const args = ['deidentify', 'study', '--out', 'copies', '--keep-sound']
      await killed(folder, args, async () => (await copies()).length >= 2)
      expect(jobOf('deidentify')).toMatchObject({ state: 'running', attempts: 1, input: { keepSound: true } })
      expect((await copies()).length).toBeLessThan(clips)

      const { code, document } = await cliDocument(folder, 'jobs', 'continue', 'study')
      expect(code).toBe(0)
      expect(document).toMatchObject({
        job: { kind: 'deidentify', status: 'done', attempts: 2, total: clips },
      })
      expect((await copies()).map((name) => name.replace(/\.\w+$/u, ''))).toEqual(
        Array.from({ length: clips }, (_, index) => `P001_baseline_clip${String(index + 1)}`),
      )
      const labels = read((db) =>
        db.prepare("SELECT label FROM journal WHERE action = 'export.deidentified'").pluck().all(),
      )
      expect(labels).toEqual([`de-identified copies of ${String(clips)} clips`])
    })
  })
}
