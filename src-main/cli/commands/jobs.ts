import type { Study } from '#core/study-services.ts'
import type { Job } from '#shared/domain/job.ts'
import { AppError } from '#shared/errors.ts'
import type { CliContext } from '../cli-context.ts'
import type { Outcome } from '../outcome.ts'

interface GivenStudy {
  readonly study: string
}

const states: Readonly<Record<Job['status'], string>> = {
  queued: 'waiting',
  running: 'running',
  paused: 'paused',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'cut off',
}

function describe(job: Job): Record<string, unknown> {
  const { jobId, kind, title, status, done, total, attempts, startedUtc, endedUtc } = job
  const said = 'message' in job ? job.message : 'summary' in job ? job.summary : null
  const continuable = 'continuable' in job && job.continuable
  return {
    ...{ id: jobId, kind, title, status, done, total, attempts, startedUtc, endedUtc },
    ...{ message: said, continuable },
  }
}

function jobLine(job: Job): string {
  const said = 'message' in job ? `: ${job.message}` : 'summary' in job ? `: ${job.summary}` : ''
  return `${job.startedUtc}  ${job.jobId}  ${job.title}, ${states[job.status]}${said}`
}

export function jobsListCommand({ study: given }: GivenStudy) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(given, (study) => {
      const jobs = study.jobs.list()
      const lines = jobs.length === 0 ? ['No work on this study is known.'] : jobs.map(jobLine)
      return { document: { jobs: jobs.map(describe) }, lines, failures: [] }
    })
}

export function jobsLogCommand({ study: given, job: jobId }: GivenStudy & { readonly job: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.read(given, (study) => {
      const log = [...study.jobs.log(jobId)]
      const lines = log.map(({ utc, item, text }) => `${utc}  ${item === null ? '' : `${item}: `}${text}`)
      return { document: { job: jobId, log }, lines, failures: [] }
    })
}

/** The one that is meant, or the newest that was cut off. Throws AppError `not-found` or `nothing-to-do`. */
function choose({ jobs }: Study, jobId: string | undefined): Job {
  const known = jobs.list()
  if (jobId !== undefined) {
    const job = known.find((one) => one.jobId === jobId)
    if (job === undefined)
      throw new AppError('not-found', 'This study knows no such job; “jobs list” tells them.')
    return job
  }
  const cutOff = known.findLast((job) => job.status === 'interrupted' && job.continuable)
  if (cutOff !== undefined) return cutOff
  throw new AppError('nothing-to-do', 'No work on this study was cut off that could go on where it was.')
}

export function jobsContinueCommand({ study: given, job: jobId }: GivenStudy & { readonly job?: string }) {
  return (context: CliContext): Promise<Outcome> =>
    context.open(given, async (study) => {
      const chosen = choose(study, jobId)
      const { failures } = await context.run(chosen.title, study, (jobs) => jobs.continue(chosen.jobId))
      const job = choose(study, chosen.jobId)
      return { document: { job: describe(job) }, lines: [jobLine(job)], failures }
    })
}
