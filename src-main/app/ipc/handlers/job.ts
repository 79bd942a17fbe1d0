import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function jobHandlers({ session, jobs, emit }: HandlerContext): AreaHandlers<'job'> {
  const ofStudy = () => session.required().study.jobs
  return {
    'job.list': () => {
      const kept = session.current()?.study.jobs.list() ?? []
      const known = new Set(kept.map(({ jobId }) => jobId))
      return [...kept, ...jobs.list().filter(({ jobId }) => !known.has(jobId))]
    },
    'job.log': ({ jobId }) => [...ofStudy().log(jobId)],
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
      ofStudy().continue(jobId)
      return null
    },
    'job.dismiss': ({ jobId }) => {
      emit('job.changed', ofStudy().dismiss(jobId))
      return null
    },
  }
}
