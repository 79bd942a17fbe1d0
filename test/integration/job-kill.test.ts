import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createJobRepository } from '#core/jobs/job-repository.ts'
import type { JobRecord } from '#core/jobs/job-store.ts'
import { cliDocument, cliProgram } from '../helpers/cli.ts'
import { aFaceStudy, facePatients as patients } from '../helpers/face-study.ts'

describe('a prediction of the command line that was killed', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'job-kill-'))
    await aFaceStudy(folder, 'found')
  })
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  })

  const read = <Result>(look: (db: BetterSqlite.Database) => Result): Result => {
    const db = new BetterSqlite(join(folder, 'study', 'study.sqlite'), { readonly: true })
    try {
      return look(db)
    } finally {
      db.close()
    }
  }
  const predictJobs = (): JobRecord[] =>
    read((db) => createJobRepository(db).list()).filter(({ kind }) => kind === 'predict')
  const predictions = (): number =>
    read((db) => db.prepare<[], number>('SELECT count(*) FROM predictions').pluck().get()) ?? 0

  it('is kept as a job, goes on as the same one, and predicts every clip once', async () => {
    const child = spawn(process.execPath, [...cliProgram, 'predict', 'study'], {
      cwd: folder,
      stdio: 'ignore',
    })
    const exit = once(child, 'exit')
    await expect.poll(predictions, { timeout: 120_000, interval: 20 }).toBeGreaterThan(0)
    child.kill('SIGKILL')
    expect((await exit)[1]).toBe('SIGKILL')
    const before = predictions()
    expect(before).toBeLessThan(patients)
    const [killed] = predictJobs()
    expect(killed).toMatchObject({ state: 'running', attempts: 1, endedUtc: null })

    const { code, document } = await cliDocument(folder, 'predict', 'study', '--resume')
    expect(code).toBe(0)
    expect(document).toMatchObject({ resumed: true, predicted: patients - before, failed: [] })
    expect(predictJobs()).toMatchObject([
      { jobId: killed?.jobId, state: 'done', attempts: 2, total: patients },
    ])
    expect(predictions()).toBe(patients)
  })
})
