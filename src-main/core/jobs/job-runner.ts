import { randomUUID } from 'node:crypto'
import type { Job, JobLogLine } from '#shared/domain/job.ts'
import { AppError } from '#shared/errors.ts'
import type { AnyJob, DefinedJob, PreparedJob } from './define-job.ts'
import type { JobControl } from './job-control.ts'
import type { JobRegistry } from './job-registry.ts'
import { createJobKeeper } from './job-keeper.ts'
import type { JobKeeper } from './job-keeper.ts'
import { createDividedJobStore, isLiveState } from './job-store.ts'
import type { JobRecord, JobStore } from './job-store.ts'
import { storedJob } from './stored-job.ts'

export interface StartedJob<Result> {
  readonly jobId: string
  /** Settles when the job has ended and that is on disk. Nobody needs to wait for it. */
  readonly result: Promise<Result>
}

/** Long work on one study, or on none: begun by its definition, kept, and continued. */
export interface JobRunner<Services> {
  /** Returns at once; what it cannot keep, it does not begin. Throws AppError `disk-full` and the like. */
  start<Input, Result>(job: DefinedJob<Services, Input, Result>, input: Input): StartedJob<Result>
  /** Past ones and those at work, oldest first. */
  list(): Job[]
  has(jobId: string): boolean
  /** Those at work or waiting for their turn, oldest first. */
  active(): Job[]
  /** What a job of this definition came to; null when it has not, or so many others have since. */
  resultOf<Input, Result>(job: DefinedJob<Services, Input, Result>, jobId: string): Result | null
  /** Throws AppError `not-found`. */
  log(jobId: string): readonly JobLogLine[]
  /**
   * Begins a job once more that ended before it was through, with what it was begun with. Throws AppError `not-found`,
   * and `conflict` when it is at work, done, or of a kind that cannot go on.
   */
  continue(jobId: string): StartedJob<unknown>
  /** It shall not go on: from now on it is a cancelled one. Throws as `continue` does for one at work. */
  dismiss(jobId: string): Job
  /** The newest job of a definition that holds this checkpoint; null when there is none. */
  holderOf(kind: Job['kind'], checkpoint: unknown): string | null
  /** Throws AppError `not-found`; does nothing to a job that has ended. */
  cancel(jobId: string): void
  /** Of its own jobs only. */
  onChange(listener: (job: Job) => void): () => void
}

export interface JobRunnerDeps<Services> {
  readonly services: Services
  /** By which kept jobs are continued. */
  readonly definitions: readonly AnyJob<Services>[]
  readonly store: JobStore
  readonly registry: JobRegistry
  readonly now?: () => number
  /** Shortest time in ms between two writes of mere progress. */
  readonly intervalMs?: number
}

/** Ended jobs that are remembered. */
const KEPT = 100
/** What so many jobs came to is there to be fetched: newer ones take the place of what nobody came for. */
const RESULTS_KEPT = 20

function notFound(): AppError {
  return new AppError('not-found', 'This job is no longer known.')
}

/**
 * Makes the runner of an opened study, or of none. What a killed program left at work is interrupted from now on.
 */
export function createJobRunner<Services>(deps: JobRunnerDeps<Services>): JobRunner<Services> {
  const { services, definitions, registry, now = Date.now, intervalMs = 1000 } = deps
  const store = createDividedJobStore(deps.store, (kind) =>
    definitions.some((job) => job.kind === kind && job.isKept),
  )
  const nowUtc = (): string => new Date(now()).toISOString()
  /** Of the jobs at work. */
  const keepers = new Map<string, JobKeeper>()
  /** Of the jobs that were begun since it was made. */
  const own = new Set<string>()
  const results = new Map<string, { readonly kind: Job['kind']; readonly value: unknown }>()

  store.interruptLive(nowUtc(), {
    ...{ utc: nowUtc(), kind: 'state', item: null },
    text: 'The program ended before this did.',
  })
  store.forgetOldest(KEPT)

  const definitionOf = ({ kind, version }: JobRecord): AnyJob<Services> | null =>
    definitions.find((job) => job.kind === kind && job.version === version) ?? null

  const keepResult = (jobId: string, kind: Job['kind'], value: unknown): void => {
    results.set(jobId, { kind, value })
    const [oldest] = results.keys()
    if (results.size > RESULTS_KEPT && oldest !== undefined) results.delete(oldest)
  }

  const canContinue = (record: JobRecord): boolean => definitionOf(record)?.resumable ?? false

  const find = (jobId: string): JobRecord => {
    const record = store.get(jobId)
    if (record === null) throw notFound()
    return record
  }

  const launch = <Result>(
    job: AnyJob<Services>,
    prepared: PreparedJob<Services, Result>,
    record: JobRecord,
  ): StartedJob<Result> => {
    const { jobId, attempts, startedUtc } = record
    const keeper = createJobKeeper(record, { store, now, intervalMs })
    keepers.set(jobId, keeper)
    own.add(jobId)
    const result = new Promise<Result>((resolve, reject) => {
      // One that is cancelled while it waits never runs.
      let settle = (): void => {
        reject(new AppError('cancelled', 'Cancelled.'))
      }
      registry.start({
        ...{ kind: job.kind, title: record.title, pausable: job.pausable, resumable: job.resumable },
        known: { jobId, attempts, startedUtc },
        onChange: (changed) => {
          keeper.take(changed)
          if (isLiveState(changed.status)) return
          keepers.delete(jobId)
          settle()
        },
        run: async (control) => {
          try {
            const value = await prepared.run({
              ...keptControl(control, job, keeper),
              services,
              checkpoint: store.get(jobId)?.checkpoint ?? null,
              saveCheckpoint: (checkpoint) => {
                store.saveCheckpoint(jobId, checkpoint)
              },
            })
            settle = () => {
              keepResult(jobId, job.kind, value)
              resolve(value)
            }
            return prepared.summary(value)
          } catch (error) {
            settle = () => {
              // What was thrown is passed on as it is.
              reject(error)
            }
            throw error
          }
        },
      })
    })
    // Who does not wait for it reads of it in the list.
    result.catch(() => undefined)
    return { jobId, result }
  }

  const stopped = (jobId: string): JobRecord => {
    const record = find(jobId)
    if (isLiveState(record.state)) throw new AppError('conflict', `“${record.title}” is at work already.`)
    if (record.state === 'done') throw new AppError('conflict', `“${record.title}” is done.`)
    return record
  }

  return {
    start(job, input) {
      const prepared = job.prepare(input)
      const record: JobRecord = {
        ...{ jobId: randomUUID(), kind: job.kind, version: job.version, input: prepared.input },
        ...{ checkpoint: null, title: job.title(input, services), state: 'queued', stage: null },
        ...{ done: 0, total: 0 },
        ...{ attempts: 0, startedUtc: nowUtc(), endedUtc: null, summary: null, log: [] },
      }
      store.insert(record)
      store.forgetOldest(KEPT)
      return launch(job, prepared, record)
    },
    list: () =>
      store.list().map((record) => registry.get(record.jobId) ?? storedJob(record, canContinue(record))),
    has: (jobId) => store.get(jobId) !== null,
    active: () => registry.active().filter(({ jobId }) => own.has(jobId)),
    resultOf: <Input, Result>(job: DefinedJob<Services, Input, Result>, jobId: string) => {
      const known = results.get(jobId)
      // What a job of this kind came to is what its definition says.
      return known?.kind === job.kind ? (known.value as Result) : null
    },
    log: (jobId) => keepers.get(jobId)?.log() ?? find(jobId).log,
    continue(jobId) {
      const record = stopped(jobId)
      const job = definitionOf(record)
      if (job?.resumable !== true) {
        throw new AppError(
          'conflict',
          `“${record.title}” cannot go on where it was. Start it again where you began it.`,
        )
      }
      const prepared = job.restore(record.input)
      const again: JobRecord = { ...record, state: 'queued', stage: null, endedUtc: null, summary: null }
      store.update(again)
      return launch(job, prepared, again)
    },
    dismiss(jobId) {
      const record = stopped(jobId)
      definitionOf(record)?.onDismiss(services, record.checkpoint, record.input)
      const line: JobLogLine = { utc: nowUtc(), kind: 'state', item: null, text: 'Dismissed.' }
      const dismissed: JobRecord = {
        ...record,
        state: 'cancelled',
        summary: null,
        log: [...record.log, line],
      }
      store.update(dismissed)
      registry.forget(jobId)
      return storedJob(dismissed, false)
    },
    holderOf: (kind, checkpoint) => {
      const wanted = JSON.stringify(checkpoint)
      const holder = store
        .list()
        .findLast((record) => record.kind === kind && JSON.stringify(record.checkpoint) === wanted)
      return holder?.jobId ?? null
    },
    cancel: (jobId) => {
      registry.cancel(jobId)
    },
    onChange: (listener) =>
      registry.onChange((job) => {
        if (own.has(job.jobId)) listener(job)
      }),
  }
}

/** As the registry's, and what is told of single items is kept. */
function keptControl(control: JobControl, job: AnyJob<never>, keeper: JobKeeper): JobControl {
  const begun = new Set<string>()
  return {
    ...control,
    stage(name) {
      if (!job.stages.includes(name)) throw new RangeError(`“${name}” is no part of a job ${job.kind}`)
      // Parts that each item goes through come again and again.
      if (!begun.has(name)) keeper.note('stage', null, name)
      begun.add(name)
      control.stage(name)
    },
    failure(item, message) {
      keeper.note('failure', item, message)
      control.failure(item, message)
    },
    notice(item, message) {
      keeper.note('notice', item, message)
      control.notice(item, message)
    },
  }
}
