import type { FitResult } from '#core/services/service-types.ts'
import { counted } from '../../counted.ts'
import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

function sumUp({ models, refused }: FitResult): string {
  const left = refused.length > 0 ? ` ${counted(refused.length, 'item')} left out.` : ''
  return `Fitted ${counted(models.length, 'item')}.${left}`
}

export function severityHandlers({ session, jobs }: HandlerContext): AreaHandlers<'severity' | 'agreement'> {
  return {
    'severity.models': () => session.required().study.severity.models(),
    'severity.report': ({ modelId }) => session.required().study.severity.report(modelId),
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
    'agreement.get': (request) => session.required().study.severity.agreement(request),
  }
}
