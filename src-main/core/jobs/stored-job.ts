import type { Job, JobLogLine } from '#shared/domain/job.ts'
import { interruption } from './job-registry.ts'
import type { JobRecord } from './job-store.ts'

function itemsOf(
  log: readonly JobLogLine[],
  wanted: JobLogLine['kind'],
): { item: string; message: string }[] {
  return log.flatMap(({ kind, item, text }) =>
    kind === wanted && item !== null ? [{ item, message: text }] : [],
  )
}

/** A kept job at which nobody works, as the window sees it. */
export function storedJob(record: JobRecord, isResumable: boolean): Job {
  const { jobId, kind, title, stage, done, total, attempts, startedUtc, endedUtc, summary, log } = record
  const base = {
    ...{ jobId, kind, title, stage, done, total, attempts, startedUtc, endedUtc },
    failures: itemsOf(log, 'failure'),
    notices: itemsOf(log, 'notice'),
  }
  switch (record.state) {
    case 'done':
      return { ...base, status: 'done', summary: summary ?? '' }
    case 'failed':
      return { ...base, status: 'failed', message: summary ?? '', continuable: isResumable }
    case 'cancelled':
      return { ...base, status: 'cancelled' }
    // Of a study that can only be looked at: another program may be at work at it.
    case 'queued':
    case 'running':
    case 'paused':
    case 'interrupted':
      return { ...base, status: 'interrupted', ...interruption(isResumable) }
  }
}
