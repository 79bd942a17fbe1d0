import { resolve } from 'node:path'
import type { JobControl, Study } from '#core/services/service-types.ts'
import { createStudy, openStudy } from '#core/study.ts'
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
  /** Opens the study, closes it again whatever happens. */
  open<Result>(folder: string, use: (study: Study) => Result | Promise<Result>): Promise<Result>
  /** The same, to look only where the study cannot be written. */
  openOrLook<Result>(folder: string, use: (study: Study) => Result | Promise<Result>): Promise<Result>
  /** The same, to look only: also while the study is open in the window. */
  read<Result>(folder: string, use: (study: Study) => Result | Promise<Result>): Promise<Result>
  /** Runs long work with a line of progress; answers its result and what failed on the way. */
  work<Result>(
    title: string,
    run: (control: JobControl) => Promise<Result>,
  ): Promise<{ result: Result; failures: Failure[] }>
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
        return await use(study)
      } finally {
        study.close()
      }
    } finally {
      await environment.inference.dispose()
    }
  }

  return {
    path,
    appVersion,
    create: (folder, title, use) =>
      withStudy((environment) => createStudy(path(folder), title, environment), use),
    open: (folder, use) => withStudy((environment) => openStudy(path(folder), environment), use),
    openOrLook: (folder, use) =>
      withStudy((environment) => openStudy(path(folder), environment, { lookIfReadonly: true }), use),
    read: (folder, use) =>
      withStudy((environment) => openStudy(path(folder), environment, { readonly: true }), use),
    async work(title, run) {
      const line = createProgressLine(terminal, title)
      const failures: Failure[] = []
      try {
        const result = await run({
          signal: terminal.signal,
          gate: { wait: () => Promise.resolve() },
          progress: (done, total) => {
            line.update(done, total)
          },
          failure: (item, message) => {
            failures.push({ item, message })
            line.say(`${item}: ${message}`)
          },
          notice: (item, message) => {
            line.say(`${item}: ${message}`)
          },
        })
        return { result, failures }
      } finally {
        line.end()
      }
    },
  }
}
