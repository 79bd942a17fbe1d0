import type { Job, JobLogLine } from '#shared/domain/job.ts'
import type { JobRecord, JobStore } from './job-store.ts'

/** Keeps one job's record while it is at work. */
export interface JobKeeper {
  /** A change of state is kept at once, mere progress now and then. */
  take(job: Job): void
  note(kind: JobLogLine['kind'], item: string | null, text: string): void
  log(): readonly JobLogLine[]
}

/** Lines that are kept of a job; the oldest make way. */
const MAX_LINES = 500

function stateWords(job: Job, before: Job['status']): string {
  switch (job.status) {
    case 'queued':
      return 'Waits for its turn.'
    case 'running':
      if (before === 'paused') return 'Resumed.'
      return job.attempts > 1 ? `Continued: attempt ${String(job.attempts)}.` : 'Started.'
    case 'paused':
      return 'Paused.'
    case 'done':
      return job.summary
    case 'failed':
    case 'interrupted':
      return job.message
    case 'cancelled':
      return 'Cancelled.'
  }
}

function summaryOf(job: Job): string | null {
  if (job.status === 'done') return job.summary
  return job.status === 'failed' ? job.message : null
}

export interface JobKeeperOptions {
  readonly store: JobStore
  readonly now: () => number
  /** Shortest time in ms between two writes of mere progress. */
  readonly intervalMs: number
}

export function createJobKeeper(given: JobRecord, { store, now, intervalMs }: JobKeeperOptions): JobKeeper {
  let record = given
  let writtenAt = -Infinity
  let timer: NodeJS.Timeout | null = null

  const note = (kind: JobLogLine['kind'], item: string | null, text: string): void => {
    const line = { utc: new Date(now()).toISOString(), kind, item, text }
    record = { ...record, log: [...record.log, line].slice(-MAX_LINES) }
  }

  const write = (): void => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    writtenAt = now()
    try {
      store.update(record)
    } catch {
      // On a full disk the work itself fails as well, and says so. What is not kept is at the next open an interrupted job.
    }
  }

  return {
    note,
    take(job) {
      const before = record.state
      const isNewState = job.status !== before
      if (isNewState) note('state', null, stateWords(job, before))
      const { stage, attempts, endedUtc } = job
      record = {
        ...{ ...record, state: job.status, stage, attempts, endedUtc, summary: summaryOf(job) },
        ...{ done: Math.floor(job.done), total: Math.ceil(job.total) },
      }
      const wait = isNewState ? 0 : writtenAt + intervalMs - now()
      if (wait <= 0) write()
      // The last of it is not left to the next, which may be long in coming.
      else timer ??= setTimeout(write, wait).unref()
    },
    log: () => record.log,
  }
}
