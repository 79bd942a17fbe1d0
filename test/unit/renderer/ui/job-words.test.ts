import { describe, expect, it } from 'vitest'
import { jobLine, jobShare, jobWhen } from '../../../../src-renderer/ui/job-words.ts'

const base = {
  jobId: 'a',
  kind: 'predict' as const,
  title: 'Predicting',
  done: 37,
  total: 60,
  failures: [],
  notices: [],
  stage: null,
  attempts: 1,
  endedUtc: null,
  startedUtc: '2026-01-01T00:00:00Z',
}

describe('what a job says of itself', () => {
  it('counts and tells the time left while running', () => {
    const job = { ...base, status: 'running' as const, etaMs: 48_000, pausable: true }
    expect(jobLine(job)).toBe('37 of 60 clips · about 50 s left')
    expect(jobLine({ ...job, done: 0, etaMs: null })).toBe('Loading the model')
  })

  it('counts whole clips', () => {
    const job = { ...base, status: 'running' as const, etaMs: null, pausable: true }
    expect(jobLine({ ...job, done: 1.534, total: 12 })).toBe('1 of 12 clips')
    expect(jobShare({ ...job, done: 1.5, total: 12 })).toBe(0.125)
  })

  it('tells percent where steps mean nothing to a person', () => {
    const job = {
      ...base,
      kind: 'pack-build' as const,
      status: 'running' as const,
      etaMs: null,
      pausable: false,
    }
    expect(jobLine({ ...job, done: 300_000_000, total: 600_000_000 })).toBe('50 %')
    expect(jobLine({ ...job, kind: 'proxy', done: 0.25, total: 1 })).toBe('25 %')
    expect(jobLine({ ...job, kind: 'proxy', done: 2.25, total: 6 })).toBe('2 of 6 videos')
  })

  it('keeps the count when paused or cancelled', () => {
    expect(jobLine({ ...base, status: 'paused' })).toBe('Paused · 37 of 60 clips')
    expect(jobLine({ ...base, status: 'cancelled' })).toBe('Cancelled · 37 of 60 clips')
  })

  it('passes on the sentence it ended with', () => {
    expect(jobLine({ ...base, status: 'failed', message: 'Too few patients.', continuable: false })).toBe(
      'Too few patients.',
    )
    expect(jobLine({ ...base, status: 'done', summary: '60 clips.' })).toBe('60 clips.')
  })

  it('tells no length of what was cut off, of which nobody saw the end', () => {
    const ended = { ...base, endedUtc: '2026-01-02T00:00:00Z' }
    expect(jobWhen({ ...ended, status: 'done', summary: '' })).toContain(' · took 24:00:00')
    expect(jobWhen({ ...ended, status: 'interrupted', message: '', continuable: true })).not.toContain('24')
  })

  it('has no share while its length is unknown', () => {
    expect(jobShare({ ...base, total: 0, status: 'queued' })).toBeNull()
    expect(jobShare({ ...base, status: 'paused' })).toBeCloseTo(37 / 60)
  })
})
