import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobWork } from '#core/jobs/job-registry.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import type { JobControl } from '#core/jobs/job-control.ts'
import type { Job } from '#shared/domain/job.ts'
import { jobSchema } from '#shared/domain/job.ts'
import { AppError } from '#shared/errors.ts'

interface Held {
  work: JobWork
  control: () => JobControl
  finish: (summary?: string) => void
  fail: (error: unknown) => void
}

/** Work that does nothing until the test says so. */
function held(overrides: Partial<JobWork> = {}): Held {
  let control: JobControl | null = null
  let finish: (summary: string) => void = () => undefined
  let fail: (error: unknown) => void = () => undefined
  const work: JobWork = {
    kind: 'predict',
    title: 'Predicting 3 clips',
    pausable: true,
    run: (given) => {
      control = given
      return new Promise((resolve, reject) => {
        finish = resolve
        fail = reject
      })
    },
    ...overrides,
  }
  return {
    work,
    control: () => {
      if (control === null) throw new Error('the work has not been started')
      return control
    },
    finish: (summary = 'Done.') => {
      finish(summary)
    },
    fail: (error) => {
      fail(error)
    },
  }
}

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(0).then(() => undefined)
const statuses = (jobs: readonly Job[]): string[] => jobs.map((job) => job.status)

describe('job registry', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('announces every state of a job as a valid job', async () => {
    const jobs = createJobRegistry()
    const seen: Job[] = []
    jobs.onChange((job) => seen.push(job))
    const { work, control, finish } = held()
    const jobId = jobs.start(work)
    await vi.advanceTimersByTimeAsync(200)
    control().progress(1, 3)
    finish('3 clips predicted.')
    await settle()
    expect(seen.map((job) => jobSchema.parse(job))).toEqual(seen)
    expect(statuses(seen)).toEqual(['running', 'running', 'done'])
    expect(seen.at(-1)).toMatchObject({ jobId, summary: '3 clips predicted.', done: 1, total: 3 })
  })

  it('announces a flood of progress ten times a second and never loses the last of it', async () => {
    const jobs = createJobRegistry()
    const { work, control } = held()
    jobs.start(work)
    const seen: number[] = []
    jobs.onChange((job) => seen.push(job.done))
    for (let done = 1; done <= 1000; done++) {
      control().progress(done, 1000)
      await vi.advanceTimersByTimeAsync(1)
    }
    await vi.advanceTimersByTimeAsync(100)
    expect(seen.length).toBeLessThanOrEqual(11)
    expect(seen.at(-1)).toBe(1000)
  })

  it('runs jobs of one kind one after the other and other kinds beside them', async () => {
    const jobs = createJobRegistry()
    const first = held()
    const second = held()
    const other = held({ kind: 'fit' })
    for (const job of [first, second, other]) jobs.start(job.work)
    expect(statuses(jobs.list())).toEqual(['running', 'queued', 'running'])
    first.finish()
    await settle()
    expect(statuses(jobs.list())).toEqual(['done', 'running', 'running'])
  })

  it('estimates the time left from the time at work, pauses left out', async () => {
    const jobs = createJobRegistry()
    const { work, control } = held()
    const jobId = jobs.start(work)
    await settle()
    control().progress(0, 4)
    await vi.advanceTimersByTimeAsync(2000)
    jobs.pause(jobId)
    await vi.advanceTimersByTimeAsync(60_000)
    jobs.resume(jobId)
    control().progress(1, 4)
    expect(jobs.list()).toMatchObject([{ status: 'running', etaMs: 6000 }])
  })

  it('estimates it from the pace since the work has begun, and from that of late', async () => {
    const jobs = createJobRegistry()
    const { work, control } = held()
    jobs.start(work)
    await vi.advanceTimersByTimeAsync(20_000)
    // A model was loaded; what was done by an earlier run counts as done and not as pace.
    control().progress(10, 110)
    await vi.advanceTimersByTimeAsync(10_000)
    control().progress(20, 110)
    expect(jobs.list()).toMatchObject([{ etaMs: 90_000 }])
    for (let done = 21; done <= 100; done++) {
      await vi.advanceTimersByTimeAsync(4000)
      control().progress(done, 110)
    }
    const [job] = jobs.list()
    expect(job?.status === 'running' ? job.etaMs : null).toBe(40_000)
  })

  it('gives no time left before there is any progress', () => {
    const jobs = createJobRegistry()
    jobs.start(held().work)
    expect(jobs.list()).toMatchObject([{ status: 'running', etaMs: null }])
  })

  it('holds work at its gate while paused and lets it go on when resumed', async () => {
    const jobs = createJobRegistry()
    const { work, control } = held()
    const jobId = jobs.start(work)
    jobs.pause(jobId)
    expect(statuses(jobs.list())).toEqual(['paused'])
    let passed = false
    void control()
      .gate.wait()
      .then(() => (passed = true))
    await settle()
    expect(passed).toBe(false)
    jobs.resume(jobId)
    await settle()
    expect(passed).toBe(true)
    expect(statuses(jobs.list())).toEqual(['running'])
  })

  it('does not pause work that cannot be paused', () => {
    const jobs = createJobRegistry()
    const jobId = jobs.start(held({ pausable: false }).work)
    jobs.pause(jobId)
    expect(statuses(jobs.list())).toEqual(['running'])
  })

  it('cancels paused work by waking it, and reports it as cancelled', async () => {
    const jobs = createJobRegistry()
    const jobId = jobs.start({
      ...held().work,
      run: async ({ gate, signal }) => {
        await Promise.resolve()
        await gate.wait()
        signal.throwIfAborted()
        return 'never'
      },
    })
    jobs.pause(jobId)
    await settle()
    jobs.cancel(jobId)
    await settle()
    expect(statuses(jobs.list())).toEqual(['cancelled'])
  })

  it('cancels a waiting job without ever starting it', async () => {
    const jobs = createJobRegistry()
    const first = held()
    const run = vi.fn(() => Promise.resolve('never'))
    jobs.start(first.work)
    const waiting = jobs.start({ ...first.work, run })
    jobs.cancel(waiting)
    first.finish()
    await settle()
    expect(statuses(jobs.list())).toEqual(['done', 'cancelled'])
    expect(run).not.toHaveBeenCalled()
  })

  it('keeps the sentence of an expected error and hides what was not meant for users', async () => {
    const unexpected: unknown[] = []
    const jobs = createJobRegistry({ onUnexpected: (_, error) => unexpected.push(error) })
    const expected = held()
    jobs.start(expected.work)
    expected.fail(new AppError('too-few-patients', 'Needs 8 patients, has 5.'))
    await settle()
    const surprise = held()
    jobs.start(surprise.work)
    const error = new TypeError('x of undefined in /home/me/P001')
    surprise.fail(error)
    await settle()
    expect(jobs.list()).toMatchObject([
      { status: 'failed', message: 'Needs 8 patients, has 5.' },
      { status: 'failed', message: expect.not.stringContaining('P001') as string },
    ])
    expect(unexpected).toEqual([error])
  })

  it('reports a cancelled job as cancelled whatever the aborted work throws', async () => {
    const jobs = createJobRegistry()
    const { work, fail } = held()
    const jobId = jobs.start(work)
    jobs.cancel(jobId)
    fail(new Error('stream destroyed'))
    await settle()
    expect(statuses(jobs.list())).toEqual(['cancelled'])
  })

  it('collects the items that failed, and notes, and ignores words that come after the end', async () => {
    const jobs = createJobRegistry()
    const { work, control, finish } = held()
    jobs.start(work)
    control().failure('clip-2.mp4', 'No face.')
    control().notice('clip-1.mp4', 'A part of it is damaged.')
    finish()
    await settle()
    control().failure('clip-3.mp4', 'Too late.')
    control().notice('clip-3.mp4', 'Too late.')
    control().progress(9, 9)
    expect(jobs.list()).toMatchObject([
      {
        ...{ status: 'done', done: 0, failures: [{ item: 'clip-2.mp4', message: 'No face.' }] },
        notices: [{ item: 'clip-1.mp4', message: 'A part of it is damaged.' }],
      },
    ])
  })

  it('remembers a limited number of ended jobs and every active one', async () => {
    const jobs = createJobRegistry({ kept: 2 })
    const long = held({ kind: 'export' })
    jobs.start(long.work)
    for (const title of ['a', 'b', 'c']) {
      jobs.start({ ...held().work, title, run: () => Promise.resolve('Done.') })
      await settle()
    }
    expect(jobs.list().map((job) => job.title)).toEqual([long.work.title, 'b', 'c'])
    expect(jobs.active().map((job) => job.title)).toEqual([long.work.title])
  })

  it('cancels everything at once and resolves when all have ended', async () => {
    const jobs = createJobRegistry()
    const running = held()
    jobs.start(running.work)
    jobs.start(held().work)
    let ended = false
    void jobs.interruptAll().then(() => (ended = true))
    await settle()
    expect(ended).toBe(false)
    running.fail(new AppError('cancelled', 'Cancelled.'))
    await settle()
    expect(ended).toBe(true)
    expect(statuses(jobs.list())).toEqual(['interrupted', 'interrupted'])
  })

  it('refuses an unknown job with a sentence', () => {
    expect(() => {
      createJobRegistry().cancel('none')
    }).toThrow(expect.objectContaining({ code: 'not-found' }) as Error)
  })
})
