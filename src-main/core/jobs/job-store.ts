import { liveJobStates } from '#shared/domain/job.ts'
import type { JobKind, JobLogLine, JobState } from '#shared/domain/job.ts'

/** A job as it is kept: enough to begin it once more and to tell what became of it. */
export interface JobRecord {
  readonly jobId: string
  readonly kind: JobKind
  /** Of its definition. */
  readonly version: number
  /** Plain JSON, as is the checkpoint, which is null before there is one. */
  readonly input: unknown
  readonly checkpoint: unknown
  readonly title: string
  readonly state: JobState
  readonly stage: string | null
  /** Whole items. */
  readonly done: number
  readonly total: number
  readonly attempts: number
  readonly startedUtc: string
  readonly endedUtc: string | null
  /** What was done, or why it failed; null when there is nothing to say. */
  readonly summary: string | null
  readonly log: readonly JobLogLine[]
}

/** Where jobs are kept: a study, or this process for those that belong to none. */
export interface JobStore {
  insert(record: JobRecord): void
  /** All that changes while it runs, but the checkpoint. */
  update(record: JobRecord): void
  saveCheckpoint(jobId: string, checkpoint: unknown): void
  get(jobId: string): JobRecord | null
  /** Oldest first. */
  list(): JobRecord[]
  /** Ends what a process left behind that was killed. Call at open only: a study has one writer. */
  interruptLive(endedUtc: string, line: JobLogLine): void
  /** Forgets the oldest of those that have ended and cannot be continued any more. */
  forgetOldest(kept: number): void
}

export function isLiveState(state: JobState): boolean {
  return liveJobStates.includes(state)
}

/** For work that belongs to no study, or to one in which nothing can be saved: it is known as long as the program runs. */
export function createMemoryJobStore(): JobStore {
  const records = new Map<string, JobRecord>()
  return {
    insert: (record) => {
      records.set(record.jobId, record)
    },
    update: (record) => {
      const { checkpoint = null } = records.get(record.jobId) ?? {}
      records.set(record.jobId, { ...record, checkpoint })
    },
    saveCheckpoint: (jobId, checkpoint) => {
      const record = records.get(jobId)
      if (record !== undefined) records.set(jobId, { ...record, checkpoint })
    },
    get: (jobId) => records.get(jobId) ?? null,
    list: () => [...records.values()],
    interruptLive: () => undefined,
    forgetOldest: (kept) => {
      const ended = [...records.values()].filter(({ state }) => !isLiveState(state))
      for (const { jobId } of ended.slice(0, Math.max(0, ended.length - kept))) records.delete(jobId)
    },
  }
}

/** Kinds of work that nobody needs to know of later are known as long as the program runs; all others are kept. */
export function createDividedJobStore(kept: JobStore, isKept: (kind: JobKind) => boolean): JobStore {
  const brief = createMemoryJobStore()
  const of = (jobId: string): JobStore => (brief.get(jobId) === null ? kept : brief)
  return {
    ...kept,
    insert: (record) => {
      ;(isKept(record.kind) ? kept : brief).insert(record)
    },
    update: (record) => {
      of(record.jobId).update(record)
    },
    saveCheckpoint: (jobId, checkpoint) => {
      of(jobId).saveCheckpoint(jobId, checkpoint)
    },
    get: (jobId) => brief.get(jobId) ?? kept.get(jobId),
    list: () => [...kept.list(), ...brief.list()].sort((a, b) => a.startedUtc.localeCompare(b.startedUtc)),
    forgetOldest: (count) => {
      for (const store of [kept, brief]) store.forgetOldest(count)
    },
  }
}

/** For a study that can only be looked at: what is begun meanwhile is known as long as the program runs. */
export function createLookingJobStore(stored: Pick<JobStore, 'get' | 'list'>): JobStore {
  const own = createMemoryJobStore()
  return {
    ...own,
    get: (jobId) => own.get(jobId) ?? stored.get(jobId),
    list: () => [...stored.list().filter(({ jobId }) => own.get(jobId) === null), ...own.list()],
  }
}
