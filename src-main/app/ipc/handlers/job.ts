import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function jobHandlers({ jobs }: HandlerContext): AreaHandlers<'job'> {
  return {
    'job.list': () => jobs.list(),
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
  }
}
