import { resolve } from 'node:path'
import type { StudyBackup } from '#shared/domain/backup.ts'
import type { JobRunner, StartedJob } from '#core/jobs/job-runner.ts'
import type { Study } from '#core/study-services.ts'
import { backupsOf, createStudy, openStudy, restoreBackup } from '#core/study.ts'
import { openEnvironment } from './environment.ts'
import type { Failure } from './outcome.ts'
import { createProgressLine } from './progress-line.ts'
import type { Terminal } from './terminal.ts'

/** What the commands work with. */
export interface CliContext {
  /** Absolute path of what was given on the command line. */
  path(given: string): string
  create<Result>(
    folder: string,
    title: string,
    use: (study: Study) => Result | Promise<Result>,
  ): Promise<Result>
  /** Backups of a study, which need not be sound; newest first. */
  backups(folder: string): StudyBackup[]
  /** Puts the file at an absolute path in the place of the study's; returns where that one is kept. */
  restore(folder: string, from: string): string | null
  /** Opens the study, closes it again whatever happens. */
  open<Result>(folder: string, use: (study: Study) => Result | Promise<Result>): Promise<Result>
  /** The same, to look only where the study cannot be written. */
  openOrLook<Result>(folder: string, use: (study: Study) => Result | Promise<Result>): Promise<Result>
  /** The same, to look only: also while the study is open in the window. */
  read<Result>(folder: string, use: (study: Study) => Result | Promise<Result>): Promise<Result>
  /**
   * Runs a job of an opened study, or one that belongs to none, to its end with a line of progress; returns its result and
   * what failed on the way.
   */
  run<Services, Result>(
    title: string,
    owner: { readonly jobs: JobRunner<Services> },
    start: (jobs: JobRunner<Services>) => StartedJob<Result>,
  ): Promise<{ result: Result; failures: readonly Failure[] }>
  readonly appVersion: string
}

export function createCliContext(terminal: Terminal, appVersion: string): CliContext {
  const path = (given: string): string => resolve(terminal.folder, given)

  async function withStudy<Result>(
    begin: (environment: Awaited<ReturnType<typeof openEnvironment>>) => Study,
    use: (study: Study) => Result | Promise<Result>,
  ): Promise<Result> {
    const environment = await openEnvironment(appVersion)
    try {
      const study = begin(environment)
      try {
        for (const damage of study.damages) terminal.err(`${damage}\n`)
        await backUp(study)
        const result = await use(study)
        await backUp(study)
        return result
      } finally {
        study.close()
      }
    } finally {
      await environment.inference.dispose()
    }
  }

  async function backUp(study: Study): Promise<void> {
    const problem = await study.backups.daily()
    if (problem !== null) terminal.err(`${problem}\n`)
  }

  return {
    path,
    appVersion,
    create: (folder, title, use) =>
      withStudy((environment) => createStudy(path(folder), title, environment), use),
    backups: (folder) => backupsOf(path(folder), { sqliteBinding: null }),
    restore: (folder, from) => restoreBackup(path(folder), from, { sqliteBinding: null }),
    open: (folder, use) => withStudy((environment) => openStudy(path(folder), environment), use),
    openOrLook: (folder, use) =>
      withStudy((environment) => openStudy(path(folder), environment, { lookIfReadonly: true }), use),
    read: (folder, use) =>
      withStudy((environment) => openStudy(path(folder), environment, { readonly: true }), use),
    async run(title, { jobs }, start) {
      const line = createProgressLine(terminal, title)
      let failures: readonly Failure[] = []
      let notices: readonly Failure[] = []
      const sayNew = (known: readonly Failure[], now: readonly Failure[]): void => {
        for (const { item, message } of now.slice(known.length)) line.say(`${item}: ${message}`)
      }
      const stopListening = jobs.onChange((job) => {
        sayNew(failures, job.failures)
        sayNew(notices, job.notices)
        ;[failures, notices] = [job.failures, job.notices]
        if (job.total > 0) line.update(job.done, job.total)
      })
      try {
        const { jobId, result } = start(jobs)
        const cancel = (): void => {
          jobs.cancel(jobId)
        }
        if (terminal.signal.aborted) cancel()
        terminal.signal.addEventListener('abort', cancel, { once: true })
        return { result: await result, failures }
      } finally {
        stopListening()
        line.end()
      }
    },
  }
}
