import type { Database } from 'better-sqlite3'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { defineJob } from '#core/jobs/define-job.ts'
import type { JobContext } from '#core/jobs/define-job.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import { createJobRepository } from '#core/jobs/job-repository.ts'
import { createJobRunner } from '#core/jobs/job-runner.ts'
import { AppError } from '#shared/errors.ts'
import { jobSchema } from '#shared/domain/job.ts'
import { openTestDb } from '../../../../helpers/open-test-db.ts'

interface Services {
  /** What is done, in order. */
  readonly done: string[]
  /** Called before each item. */
  readonly before: (item: string) => void | Promise<void>
}

const checkpoint = z.object({ through: z.number() })

/** Does its items one by one; what is through is not done again. */
const itemsJob = defineJob({
  kind: 'predict',
  version: 2,
  input: z.object({ items: z.array(z.string()) }),
  checkpoint,
  stages: ['Reading', 'Working'],
  title: ({ items }) => `Doing ${String(items.length)} items`,
  pausable: true,
  resumable: true,
  run: async (context: JobContext<Services, z.infer<typeof checkpoint>>, { items }) => {
    const { done, before } = context.services
    for (let index = context.checkpoint?.through ?? 0; index < items.length; index += 1) {
      // Told of once, however often it comes.
      context.stage('Working')
      const item = items[index] ?? ''
      await before(item)
      context.signal.throwIfAborted()
      done.push(item)
      context.saveCheckpoint({ through: index + 1 })
      context.progress(index + 0.5, items.length)
      if (item === 'odd') context.failure(item, 'It is odd.')
    }
    return items.length
  },
  summary: (count) => `${String(count)} done.`,
  onDismiss: ({ done }, known) => {
    done.push(`dismissed after ${String(known?.through)}`)
  },
})

const onceJob = defineJob({
  kind: 'export',
  version: 1,
  input: z.object({}),
  stages: [],
  title: () => 'Exporting',
  pausable: false,
  resumable: false,
  run: ({ services }: JobContext<Services>) => Promise.resolve(services.before('export')),
  summary: () => 'Exported.',
})

interface Opened {
  readonly db?: Database
  readonly before?: Services['before']
  readonly definitions?: Parameters<typeof createJobRunner<Services>>[0]['definitions']
}

/** A study's jobs, opened by a program of its own. */
function opened({
  db = openTestDb(),
  before = () => undefined,
  definitions = [itemsJob, onceJob],
}: Opened = {}) {
  const services: Services = { done: [], before }
  const registry = createJobRegistry({ intervalMs: 0 })
  const store = createJobRepository(db)
  const jobs = createJobRunner<Services>({ services, definitions, store, registry, intervalMs: 0 })
  return { db, services, registry, store, jobs }
}

const never = () => new Promise<void>(() => undefined)
const items = ['a', 'odd', 'c']
const conflict = expect.objectContaining({ code: 'conflict' }) as Error

/** The third item was begun when the program was killed. */
async function killed(): Promise<{ db: Database; jobId: string }> {
  const { db, services, jobs } = opened({ before: (item) => (item === 'c' ? never() : undefined) })
  const { jobId } = jobs.start(itemsJob, { items })
  await vi.waitFor(() => {
    expect(services.done).toEqual(['a', 'odd'])
  })
  return { db, jobId }
}

describe('a job', () => {
  it('is on disk with what it was begun with before its work begins', async () => {
    const seen: unknown[] = []
    const { store, jobs } = opened({ before: () => void seen.push(...store.list()) })
    await jobs.start(itemsJob, { items: ['a'] }).result
    expect(seen).toMatchObject([
      { kind: 'predict', version: 2, input: { items: ['a'] }, state: 'running', attempts: 1 },
    ])
  })

  it('is kept with its outcome, whole items and what became of it, when its result is there', async () => {
    const { store, jobs } = opened()
    const { jobId, result } = jobs.start(itemsJob, { items })
    expect(await result).toBe(3)
    expect(store.get(jobId)).toMatchObject({
      ...{ state: 'done', stage: 'Working', done: 2, total: 3, summary: '3 done.' },
      endedUtc: expect.any(String) as string,
    })
    expect(jobs.log(jobId).map(({ item, text }) => [item, text])).toEqual([
      [null, 'Started.'],
      [null, 'Working'],
      ['odd', 'It is odd.'],
      [null, '3 done.'],
    ])
  })

  it('rejects with what was thrown, and is kept as failed with the sentence', async () => {
    const error = new AppError('disk-full', 'The disk is full.')
    const { jobs } = opened({ before: () => Promise.reject(error) })
    await expect(jobs.start(itemsJob, { items }).result).rejects.toBe(error)
    expect(jobs.list()).toMatchObject([
      { status: 'failed', message: 'The disk is full.', continuable: true, done: 0 },
    ])
  })

  it('rejects as cancelled when it is cancelled while it waits', async () => {
    const { jobs } = opened({ before: never })
    jobs.start(itemsJob, { items })
    const waiting = jobs.start(itemsJob, { items })
    jobs.cancel(waiting.jobId)
    await expect(waiting.result).rejects.toMatchObject({ code: 'cancelled' })
    expect(jobs.list().map(({ status, attempts }) => [status, attempts])).toEqual([
      ['running', 1],
      ['cancelled', 0],
    ])
  })

  it('is refused a part that its definition does not name', async () => {
    const lost = defineJob({
      ...{ kind: 'fit', version: 1, input: z.object({}), stages: [], pausable: false, resumable: false },
      title: () => 'Fitting',
      run: (context: JobContext<Services>) => {
        context.stage('Dreaming')
        return Promise.resolve()
      },
      summary: () => '',
    })
    await expect(opened().jobs.start(lost, {}).result).rejects.toThrow(RangeError)
  })
})

describe('a job that a killed program left', () => {
  it('is told at the next opening as interrupted, with how far it was', async () => {
    const { db, jobId } = await killed()
    const { jobs } = opened({ db })
    const [job] = jobs.list()
    expect(jobSchema.parse(job)).toEqual(job)
    expect(job).toMatchObject({ jobId, status: 'interrupted', continuable: true, attempts: 1, total: 3 })
    expect(job?.failures).toEqual([{ item: 'odd', message: 'It is odd.' }])
  })

  it('goes on where it was under its own id, counted as another attempt', async () => {
    const { db, jobId } = await killed()
    const { services, jobs } = opened({ db })
    const again = jobs.continue(jobId)
    expect(again.jobId).toBe(jobId)
    expect(await again.result).toBe(3)
    expect(services.done).toEqual(['c'])
    expect(jobs.list()).toMatchObject([{ jobId, status: 'done', attempts: 2 }])
    expect(jobs.log(jobId).map(({ text }) => text)).toContain('Continued: attempt 2.')
    expect(() => jobs.continue(jobId)).toThrow(conflict)
  })

  it('is no longer offered once it was dismissed, and lets go of what it had begun', async () => {
    const { db, jobId } = await killed()
    const { services, jobs } = opened({ db })
    expect(jobs.dismiss(jobId)).toMatchObject({ status: 'cancelled' })
    expect(services.done).toEqual(['dismissed after 2'])
    expect(opened({ db }).jobs.list()).toMatchObject([{ jobId, status: 'cancelled' }])
  })

  it('does not go on by a definition that reads its input otherwise', async () => {
    const { db, jobId } = await killed()
    const { jobs } = opened({ db, definitions: [{ ...itemsJob, version: 3 }] })
    expect(jobs.list()).toMatchObject([{ status: 'interrupted', continuable: false }])
    expect(() => jobs.continue(jobId)).toThrow(conflict)
  })

  it('does not go on with an input that is damaged', async () => {
    const { db, jobId } = await killed()
    db.exec(`UPDATE jobs SET input = '{"items":7}'`)
    expect(() => opened({ db }).jobs.continue(jobId)).toThrow(
      expect.objectContaining({ code: 'study-damaged' }) as Error,
    )
  })

  it('is begun anew by hand when it cannot go on', () => {
    const { db, jobs } = opened({ before: never })
    const { jobId } = jobs.start(onceJob, {})
    const next = opened({ db }).jobs
    expect(next.list()).toMatchObject([{ status: 'interrupted', continuable: false }])
    expect(() => next.continue(jobId)).toThrow(conflict)
  })
})

it('a job that the end of the program stopped can go on as after a kill', async () => {
  const { db, registry, jobs } = opened({ before: (item) => (item === 'c' ? waitFor(registry) : undefined) })
  const { result } = jobs.start(itemsJob, { items })
  const ended = registry.interruptAll()
  await expect(result).rejects.toThrow()
  await ended
  expect(opened({ db }).jobs.list()).toMatchObject([{ status: 'interrupted', continuable: true }])
})

/** Until the work is told to stop. */
const waitFor = (registry: ReturnType<typeof createJobRegistry>): Promise<void> =>
  vi.waitFor(() => {
    expect(registry.active()).not.toEqual([])
  })

it('a job is found by the checkpoint that it holds', async () => {
  const { jobs } = opened()
  const { jobId, result } = jobs.start(itemsJob, { items })
  await result
  expect(jobs.holderOf('predict', { through: 3 })).toBe(jobId)
  expect(jobs.holderOf('predict', { through: 4 })).toBeNull()
})

it('those at work and those that wait are told apart from those that ended', async () => {
  const { jobs } = opened({ before: (item) => (item === 'c' ? never() : undefined) })
  await jobs.start(itemsJob, { items: ['a'] }).result
  const held = jobs.start(itemsJob, { items })
  const waiting = jobs.start(itemsJob, { items })
  expect(jobs.active().map(({ jobId }) => jobId)).toEqual([held.jobId, waiting.jobId])
})

it('what a job came to can be fetched by its definition, until so many others have ended', async () => {
  const { jobs } = opened()
  const { jobId, result } = jobs.start(itemsJob, { items })
  expect(jobs.resultOf(itemsJob, jobId)).toBeNull()
  await result
  expect(jobs.resultOf(itemsJob, jobId)).toBe(3)
  expect(jobs.resultOf(onceJob, jobId)).toBeNull()
  for (let count = 0; count < 20; count += 1) await jobs.start(onceJob, {}).result
  expect(jobs.resultOf(itemsJob, jobId)).toBeNull()
})
