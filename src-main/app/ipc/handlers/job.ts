import type { JobRunner } from '#core/jobs/job-runner.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function jobHandlers({ session, jobs, program, emit }: SightedContext): AreaHandlers<'job'> {
  /** Of the study that is open, and of the program. */
  const runners = (): Pick<JobRunner<never>, 'has' | 'list' | 'log' | 'continue' | 'dismiss'>[] => {
    const study = session.current()?.study.jobs
    return study === undefined ? [program] : [study, program]
  }
  const runnerOf = (jobId: string) => {
    const runner = runners().find((known) => known.has(jobId))
    if (runner === undefined) throw new AppError('not-found', 'This job is no longer known.')
    return runner
  }
  return {
    'job.list': () => runners().flatMap((runner) => runner.list()),
    'job.log': ({ jobId }) => [...runnerOf(jobId).log(jobId)],
    'job.pause': ({ jobId }) => {
      jobs.pause(jobId)
      return null
    },
    'job.resume': ({ jobId }) => {
      jobs.resume(jobId)
      return null
    },
    'job.cancel': ({ jobId }) => {
      jobs.cancel(jobId)
      return null
    },
    'job.continue': ({ jobId }) => {
      runnerOf(jobId).continue(jobId)
      return null
    },
    'job.dismiss': ({ jobId }) => {
      emit('job.changed', runnerOf(jobId).dismiss(jobId))
      return null
    },
  }
}
