import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { requireIdle } from '../require-idle.ts'

export function removalHandlers({ session, sight }: SightedContext): AreaHandlers<'removal'> {
  const beIdle = (): void => {
    requireIdle(session.required().study, 'Nothing was removed')
  }
  return {
    'removal.count': ({ what }) => session.required().study.removals.count(what),
    'removal.remove': async (request) => {
      const { study } = session.required()
      beIdle()
      return study.removals.remove({ ...request, rater: sight.by(), beforeAnything: beIdle })
    },
  }
}
