import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { requireIdle } from '../require-idle.ts'

export function correctionHandlers({ session, jobs, sight }: SightedContext): AreaHandlers<'correction'> {
  return {
    'correction.correct': (correction) => {
      const { study } = session.required()
      requireIdle(jobs, 'Nothing was changed')
      return { visits: study.corrections.correct({ ...correction, rater: sight.by() }) }
    },
  }
}
