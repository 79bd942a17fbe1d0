import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { requireIdle } from '../require-idle.ts'

export function correctionHandlers({ session, sight }: SightedContext): AreaHandlers<'correction'> {
  return {
    'correction.moveVideo': (move) => {
      const { study } = session.required()
      requireIdle(study, 'Nothing was changed')
      study.corrections.moveVideo({ ...move, rater: sight.by() })
      return null
    },
    'correction.correct': (correction) => {
      const { study } = session.required()
      requireIdle(study, 'Nothing was changed')
      return { visits: study.corrections.correct({ ...correction, rater: sight.by() }) }
    },
  }
}
