import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function correlationHandlers({
  session,
  sight,
}: SightedContext): AreaHandlers<'correlation' | 'course'> {
  return {
    'course.groups': (request) => {
      const { study } = session.required()
      if (!sight.showsAll('others')) {
        throw new AppError('conflict', 'Blind work hides what other raters gave: show it first.')
      }
      // Made of the ratings of every visit: they are on record as shown.
      sight.scores(study.scores.ofScale(request.scaleId))
      return study.courses.courses(request)
    },
    'correlation.matrix': (request) => {
      const { study } = session.required()
      if (!sight.showsAll('others')) {
        throw new AppError('conflict', 'Blind work hides what other raters gave: show it first.')
      }
      if (request.against !== null && !sight.showsAll('estimates')) {
        throw new AppError('conflict', 'Blind work hides what models see: show it first.')
      }
      // It is made of the ratings of every visit, and of what models see there: they are on record as shown.
      const scores = sight.scores(study.scores.ofScale(request.scaleId))
      if (request.against !== null) {
        for (const { sessionId } of scores) sight.mayShow('estimates', sessionId)
      }
      return study.correlations.matrix(request)
    },
  }
}
