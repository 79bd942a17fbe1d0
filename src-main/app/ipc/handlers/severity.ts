import { fitJob } from '#core/areas/severity/fit-job.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function severityHandlers({ session, sight }: SightedContext): AreaHandlers<'severity' | 'agreement'> {
  return {
    'severity.models': () => session.required().study.severity.models(),
    'severity.report': ({ modelId }) => sight.report(session.required().study.severity.report(modelId)),
    'severity.compare': ({ modelId }) => session.required().study.severity.compare(modelId),
    'severity.fit': (request) => {
      const { severity, jobs } = session.required().study
      // Before it is a job: whoever asked can answer at once.
      if (request.differentPeople !== true) severity.requireApart(request)
      const { jobId } = jobs.start(fitJob, request)
      return { jobId }
    },
    'agreement.get': (request) => {
      const { study } = session.required()
      if (!sight.showsAll('others')) {
        throw new AppError('conflict', 'Blind work hides what other raters gave: show it first.')
      }
      // It names the ratings of every visit: they are on record as shown.
      sight.scores(study.scores.ofScale(request.scaleId))
      return study.severity.agreement(request)
    },
  }
}
