import { proposeJob } from '#core/areas/cutting/propose-job.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function cutHandlers({ session, sight }: SightedContext): AreaHandlers<'cut'> {
  return {
    'cut.state': ({ videoId }) => session.required().study.cuts.state(videoId),
    'cut.propose': (request) => {
      const { jobId } = session.required().study.jobs.start(proposeJob, request)
      return { jobId }
    },
    'cut.proposal': ({ jobId }) => {
      const proposal = session.required().study.jobs.resultOf(proposeJob, jobId)
      if (proposal === null)
        throw new AppError('not-found', 'This proposal is not ready, or was replaced by newer ones.')
      return proposal
    },
    'cut.edit': ({ videoId, edit }) => session.required().study.cuts.edit(videoId, edit, sight.by()),
  }
}
