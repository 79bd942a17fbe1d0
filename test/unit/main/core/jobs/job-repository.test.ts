import { describe, expect, it } from 'vitest'
import { createJobRepository } from '#core/jobs/job-repository.ts'
import type { JobRecord } from '#core/jobs/job-store.ts'
import { openTestDb } from '../../../../helpers/open-test-db.ts'

const utc = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}.000Z`

function aRecord(changes: Partial<JobRecord> = {}): JobRecord {
  return {
    ...{ jobId: 'a', kind: 'predict', version: 1, input: { clipIds: [1, 2], packId: 'p' }, checkpoint: null },
    ...{ title: 'Predicting 2 clips', state: 'running', stage: 'Predicting', done: 1, total: 2, attempts: 1 },
    ...{ startedUtc: utc(0), endedUtc: null, summary: null },
    log: [{ utc: utc(0), kind: 'state', item: null, text: 'Started.' }],
    ...changes,
  }
}

const interruption = { utc: utc(9), kind: 'state', item: null, text: 'The program ended.' } as const

describe('the jobs of a study', () => {
  it('come back as they were kept', () => {
    const jobs = createJobRepository(openTestDb())
    const record = aRecord()
    jobs.insert(record)
    expect(jobs.get('a')).toEqual(record)
    const changed = aRecord({ done: 2, state: 'done', endedUtc: utc(5), summary: 'Predicted 2 clips.' })
    jobs.update(changed)
    expect(jobs.list()).toEqual([changed])
    expect(jobs.get('b')).toBeNull()
  })

  it('keep their checkpoint when mere progress is kept', () => {
    const jobs = createJobRepository(openTestDb())
    jobs.insert(aRecord())
    jobs.saveCheckpoint('a', { runId: 7 })
    jobs.update(aRecord({ done: 2 }))
    expect(jobs.get('a')).toMatchObject({ checkpoint: { runId: 7 }, done: 2 })
  })

  it('are interrupted when they were at work or waited, and only then', () => {
    const jobs = createJobRepository(openTestDb())
    for (const state of ['queued', 'running', 'paused'] as const)
      jobs.insert(aRecord({ jobId: state, state }))
    jobs.insert(aRecord({ jobId: 'done', state: 'done', endedUtc: utc(3) }))
    jobs.interruptLive(utc(9), interruption)
    expect(jobs.list().map(({ state, endedUtc }) => [state, endedUtc])).toEqual([
      ['interrupted', utc(9)],
      ['interrupted', utc(9)],
      ['interrupted', utc(9)],
      ['done', utc(3)],
    ])
    expect(jobs.get('running')?.log.map(({ text }) => text)).toEqual(['Started.', 'The program ended.'])
    expect(jobs.get('done')?.log).toHaveLength(1)
  })

  it('are forgotten when they are old and have ended, but not while they can be continued', () => {
    const jobs = createJobRepository(openTestDb())
    jobs.insert(aRecord({ jobId: 'stopped', state: 'interrupted', endedUtc: utc(9) }))
    for (const second of [1, 2, 3]) {
      const ended = { state: 'done', startedUtc: utc(second), endedUtc: utc(second) } as const
      jobs.insert(aRecord({ jobId: `done-${String(second)}`, ...ended }))
    }
    jobs.forgetOldest(2)
    expect(jobs.list().map(({ jobId }) => jobId)).toEqual(['stopped', 'done-2', 'done-3'])
  })

  it('leave out one whose record is damaged or of a kind that is not known', () => {
    const db = openTestDb()
    const jobs = createJobRepository(db)
    for (const jobId of ['whole', 'log', 'kind']) jobs.insert(aRecord({ jobId }))
    db.exec(`UPDATE jobs SET log = '[{' WHERE id = 'log'; UPDATE jobs SET kind = 'dream' WHERE id = 'kind'`)
    jobs.interruptLive(utc(9), interruption)
    expect(jobs.list().map(({ jobId }) => jobId)).toEqual(['whole'])
    expect(jobs.get('log')).toBeNull()
  })
})
