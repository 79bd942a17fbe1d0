import type { FitResult } from '#core/areas/severity/service.ts'
import { counted } from '#shared/counted.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

function sumUp({ models, refused }: FitResult): string {
  const left = refused.length > 0 ? ` ${counted(refused.length, 'item')} left out.` : ''
  return `Fitted ${counted(models.length, 'item')}.${left}`
}

export function severityHandlers({
  session,
  jobs,
  sight,
}: SightedContext): AreaHandlers<'severity' | 'agreement'> {
  return {
    'severity.models': () => session.required().study.severity.models(),
    'severity.report': ({ modelId }) => sight.report(session.required().study.severity.report(modelId)),
    'severity.fit': (request) => {
      const { study } = session.required()
      const scale = study.scales.list().find(({ id }) => id === request.scaleId)
      const jobId = jobs.start({
        kind: 'fit',
        title: `Fitting ${scale?.shortTitle ?? request.scaleId}`,
        pausable: false,
        run: async (control) => sumUp(await study.severity.fit(request, control)),
      })
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
