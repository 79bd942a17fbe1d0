import { AppError } from '#shared/errors.ts'
import type { JobControl } from './job-control.ts'
import type { JobRegistry, JobWork } from './job-registry.ts'

/** Like a job's work, but with a result that somebody waits for. */
export interface AwaitedWork<Result> extends Omit<JobWork, 'run'> {
  run(control: JobControl): Promise<Result>
  sumUp(result: Result): string
}

/** Runs a job that shows in the list like any other, and returns its result or rejects with what it threw. */
export function runToEnd<Result>(jobs: JobRegistry, work: AwaitedWork<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const jobId = jobs.start({
      kind: work.kind,
      title: work.title,
      pausable: work.pausable,
      run: async (control) => {
        try {
          const result = await work.run(control)
          resolve(result)
          return work.sumUp(result)
        } catch (error) {
          reject(error)
          throw error
        }
      },
    })
    // A job that is cancelled while it waits never runs.
    const stop = jobs.onChange((job) => {
      if (job.jobId !== jobId || !['done', 'failed', 'cancelled'].includes(job.status)) return
      stop()
      reject(new AppError('cancelled', 'Cancelled.'))
    })
  })
}
