import { randomUUID } from 'node:crypto'
import type { Job, JobKind } from '#shared/domain/job.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { explainSqlError } from '../db/sql.ts'
import type { JobControl } from './job-control.ts'
import { createPauseGate } from '../async/pause-gate.ts'
import type { SwitchablePauseGate } from '../async/pause-gate.ts'

/** Long work to be done. `run` answers one sentence that sums up what was done. */
export interface JobWork {
  readonly kind: JobKind
  /** What the user reads while it runs, e.g. `Predicting 60 clips`. */
  readonly title: string
  readonly pausable: boolean
  /** Whether it can go on where it was when it is started again; not given for no. */
  readonly resumable?: boolean
  /** What is known of a job that is kept; not given for a new one of which nothing is. */
  readonly known?: { readonly jobId: string; readonly attempts: number; readonly startedUtc: string }
  /** Told of each change before all others are, so that it is on disk when they hear of it. */
  onChange?(job: Job): void
  run(control: JobControl): Promise<string>
}

/**
 * All long work of the program. Jobs of one kind run one after the other, in the order they were started;
 * different kinds run side by side.
 */
export interface JobRegistry {
  /** Returns the job's id at once. */
  start(work: JobWork): string
  /** Oldest first; finished ones are kept up to a limit. */
  list(): Job[]
  /** Null for one that is not known, or not any more. */
  get(jobId: string): Job | null
  /** Takes one that has ended off the list. */
  forget(jobId: string): void
  /** These three do nothing to a job that has ended. Throw AppError `not-found` for an unknown id. */
  pause(jobId: string): void
  resume(jobId: string): void
  cancel(jobId: string): void
  /** Jobs that have not ended, the waiting ones included. */
  active(): Job[]
  /** The program ends: stops all of them as interrupted. Resolves when none is active any more. */
  interruptAll(): Promise<void>
  onChange(listener: (job: Job) => void): () => void
}

export interface JobRegistryOptions {
  /** Shortest time in ms between two announcements of mere progress. */
  readonly intervalMs?: number
  /** How many ended jobs are remembered. */
  readonly kept?: number
  readonly now?: () => number
  /** Told what a job threw that no user is meant to read. */
  readonly onUnexpected?: (work: JobWork, error: unknown) => void
}

type Ending =
  | { status: 'done'; summary: string }
  | { status: 'failed' | 'interrupted'; message: string; continuable: boolean }
  | { status: 'cancelled' }

interface Entry {
  readonly jobId: string
  readonly work: JobWork
  readonly abort: AbortController
  readonly gate: SwitchablePauseGate
  readonly startedUtc: string
  attempts: number
  stage: string | null
  endedUtc: string | null
  isInterrupted: boolean
  readonly failures: { item: string; message: string }[]
  readonly notices: { item: string; message: string }[]
  done: number
  total: number
  running: boolean
  ending: Ending | null
  /** Time spent at work, pauses left out: the sum of closed stretches and the start of the open one. */
  workedMs: number
  resumedAt: number | null
  /** Oldest first; at least one once there was progress. */
  readonly marks: Mark[]
  timer: NodeJS.Timeout | null
  announcedAt: number
}

/** Below this, a rate says nothing about the rest. */
const MIN_WORKED_FOR_ETA_MS = 1000
/** What is left is told from the pace of so much work: loading a model, or an easy first clip, is soon forgotten. */
const PACE_MS = 30_000
const MARKED_EVERY_MS = 1000

/** How far a job was after so much work. */
interface Mark {
  readonly workedMs: number
  readonly done: number
}

/** What is told of a job that ended with the program, and whether it can go on. */
export function interruption(isResumable: boolean): { message: string; continuable: boolean } {
  const message = isResumable
    ? 'The program ended before this did. It can go on where it was.'
    : 'The program ended before this did. Start it again where you began it.'
  return { message, continuable: isResumable }
}

const UNEXPECTED = 'Something unexpected went wrong; the log file has the details.'

function workedUntil({ workedMs, resumedAt }: Entry, now: number): number {
  return workedMs + (resumedAt === null ? 0 : now - resumedAt)
}

/** Remembers the pace; what lies longer ago than it reaches is forgotten. */
function mark(entry: Entry, now: number): void {
  const workedMs = workedUntil(entry, now)
  const last = entry.marks.at(-1)
  if (last !== undefined && workedMs - last.workedMs < MARKED_EVERY_MS) return
  entry.marks.push({ workedMs, done: entry.done })
  while ((entry.marks[1]?.workedMs ?? Infinity) <= workedMs - PACE_MS) entry.marks.shift()
}

function etaMs(entry: Entry, now: number): number | null {
  const [from] = entry.marks
  if (from === undefined || entry.total <= 0) return null
  const [worked, done] = [workedUntil(entry, now) - from.workedMs, entry.done - from.done]
  if (worked < MIN_WORKED_FOR_ETA_MS || done <= 0) return null
  return Math.max(0, Math.round((worked / done) * (entry.total - entry.done)))
}

function toJob(entry: Entry, now: number): Job {
  const { jobId, work, stage, done, total, attempts, startedUtc, endedUtc } = entry
  const base = {
    jobId,
    kind: work.kind,
    title: work.title,
    stage,
    done,
    total,
    failures: [...entry.failures],
    notices: [...entry.notices],
    attempts,
    startedUtc,
    endedUtc,
  }
  if (entry.ending !== null) return { ...base, ...entry.ending }
  if (!entry.running) return { ...base, status: 'queued' }
  if (entry.gate.isClosed) return { ...base, status: 'paused' }
  return { ...base, status: 'running', etaMs: etaMs(entry, now), pausable: work.pausable }
}

export function createJobRegistry(options: JobRegistryOptions = {}): JobRegistry {
  const { intervalMs = 100, kept = 50, now = Date.now, onUnexpected } = options
  const entries = new Map<string, Entry>()
  const listeners = new Set<(job: Job) => void>()
  const idle = new Set<() => void>()

  const isActive = (entry: Entry): boolean => entry.ending === null

  const announce = (entry: Entry): void => {
    if (entry.timer !== null) clearTimeout(entry.timer)
    entry.timer = null
    entry.announcedAt = now()
    const job = toJob(entry, entry.announcedAt)
    entry.work.onChange?.(job)
    for (const listener of listeners) listener(job)
  }

  /** Progress may come thousands of times a second; the last of it is never lost. */
  const announceSoon = (entry: Entry): void => {
    if (entry.timer !== null) return
    const wait = entry.announcedAt + intervalMs - now()
    if (wait <= 0) announce(entry)
    else {
      entry.timer = setTimeout(() => {
        announce(entry)
      }, wait)
    }
  }

  const forgetOldest = (): void => {
    const ended = [...entries.values()].filter((entry) => !isActive(entry))
    for (const entry of ended.slice(0, Math.max(0, ended.length - kept))) entries.delete(entry.jobId)
  }

  const end = (entry: Entry, ending: Ending): void => {
    entry.ending = ending
    entry.endedUtc = new Date(now()).toISOString()
    entry.running = false
    entry.resumedAt = null
    announce(entry)
    forgetOldest()
    startNext(entry.work.kind)
    if (![...entries.values()].some(isActive)) {
      for (const resolve of idle) resolve()
      idle.clear()
    }
  }

  const controlOf = (entry: Entry): JobControl => ({
    signal: entry.abort.signal,
    gate: entry.gate,
    progress(done, total) {
      if (!isActive(entry)) return
      entry.done = done
      entry.total = total
      // The first of all is where counting begins: what came before it is preparation.
      mark(entry, now())
      announceSoon(entry)
    },
    stage(name) {
      if (!isActive(entry) || entry.stage === name) return
      entry.stage = name
      announceSoon(entry)
    },
    failure(item, message) {
      if (!isActive(entry)) return
      entry.failures.push({ item, message })
      announceSoon(entry)
    },
    notice(item, message) {
      if (!isActive(entry)) return
      entry.notices.push({ item, message })
      announceSoon(entry)
    },
  })

  const cancelled = (entry: Entry): Ending =>
    entry.isInterrupted
      ? { status: 'interrupted', ...interruption(entry.work.resumable ?? false) }
      : { status: 'cancelled' }

  const failed = (entry: Entry, thrown: unknown): Ending => {
    const continuable = entry.work.resumable ?? false
    const error = explainSqlError(thrown)
    if (isAppError(error)) {
      return error.code === 'cancelled'
        ? cancelled(entry)
        : { status: 'failed', message: error.message, continuable }
    }
    // What an aborted child process or stream throws is the cancelling itself, not news.
    if (entry.abort.signal.aborted) return cancelled(entry)
    onUnexpected?.(entry.work, error)
    return { status: 'failed', message: UNEXPECTED, continuable }
  }

  const begin = async (entry: Entry): Promise<void> => {
    entry.running = true
    entry.attempts += 1
    entry.resumedAt = now()
    announce(entry)
    try {
      const summary = await entry.work.run(controlOf(entry))
      end(entry, { status: 'done', summary })
    } catch (error) {
      end(entry, failed(entry, error))
    }
  }

  function startNext(kind: JobKind): void {
    const ofKind = [...entries.values()].filter((entry) => isActive(entry) && entry.work.kind === kind)
    if (ofKind.some((entry) => entry.running)) return
    const next = ofKind[0]
    if (next !== undefined) void begin(next)
  }

  const find = (jobId: string): Entry => {
    const entry = entries.get(jobId)
    if (entry === undefined) throw new AppError('not-found', 'This job is no longer known.')
    return entry
  }

  const cancelEntry = (entry: Entry): void => {
    if (!isActive(entry) || entry.abort.signal.aborted) return
    entry.abort.abort(new AppError('cancelled', 'Cancelled.'))
    // Code that waits at the gate must wake up to see the signal.
    entry.gate.open()
    if (!entry.running) end(entry, cancelled(entry))
  }

  return {
    start(work) {
      const { jobId = randomUUID(), attempts = 0, startedUtc } = work.known ?? {}
      const entry: Entry = {
        jobId,
        work,
        attempts,
        stage: null,
        endedUtc: null,
        isInterrupted: false,
        abort: new AbortController(),
        gate: createPauseGate(),
        startedUtc: startedUtc ?? new Date(now()).toISOString(),
        failures: [],
        notices: [],
        done: 0,
        total: 0,
        running: false,
        ending: null,
        workedMs: 0,
        marks: [],
        resumedAt: null,
        timer: null,
        announcedAt: 0,
      }
      // One that goes on is the last to have been started.
      entries.delete(jobId)
      entries.set(jobId, entry)
      startNext(work.kind)
      if (!entry.running) announce(entry)
      return jobId
    },
    get(jobId) {
      const entry = entries.get(jobId)
      return entry === undefined ? null : toJob(entry, now())
    },
    list: () => [...entries.values()].map((entry) => toJob(entry, now())),
    forget(jobId) {
      const entry = entries.get(jobId)
      if (entry !== undefined && !isActive(entry)) entries.delete(jobId)
    },
    active: () => [...entries.values()].filter(isActive).map((entry) => toJob(entry, now())),
    pause(jobId) {
      const entry = find(jobId)
      if (!entry.running || !entry.work.pausable || entry.gate.isClosed || entry.abort.signal.aborted) return
      entry.gate.close()
      if (entry.resumedAt !== null) entry.workedMs += now() - entry.resumedAt
      entry.resumedAt = null
      announce(entry)
    },
    resume(jobId) {
      const entry = find(jobId)
      if (!entry.gate.isClosed) return
      entry.gate.open()
      entry.resumedAt = now()
      announce(entry)
    },
    cancel(jobId) {
      cancelEntry(find(jobId))
    },
    async interruptAll() {
      const active = [...entries.values()].filter(isActive)
      if (active.length === 0) return
      const allEnded = new Promise<void>((resolve) => idle.add(resolve))
      // Last started first: nothing that waits is begun only to be stopped.
      for (const entry of active.reverse()) {
        entry.isInterrupted = true
        cancelEntry(entry)
      }
      await allEnded
    },
    onChange(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }
}
