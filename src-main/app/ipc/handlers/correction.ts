import type { Mergeable } from '#shared/domain/correction.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { requireIdle } from '../require-idle.ts'
import { asSameRater } from '../same-rater.ts'

export function correctionHandlers(context: SightedContext): AreaHandlers<'correction'> {
  const { session, sight } = context

  /** What the other said would be the rater's own: it is not to be seen that way by whoever works blind. */
  function requireSeeing(what: Mergeable): void {
    const own = sight.by()
    if (what.kind !== 'raters' || own === null || (own !== what.from && own !== what.into)) return
    if (!sight.showsAll('others')) {
      throw new AppError(
        'conflict',
        `You work blind as ${own}: what the other rater said would be shown to you as your own. Let another rater merge them, or show the work of others first.`,
      )
    }
    for (const { id } of session.required().study.library.sessions()) sight.mayShow('others', id)
  }

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
    'correction.renameRater': (rename) => {
      const { study } = session.required()
      requireIdle(study, 'Nothing was changed')
      asSameRater(context, () => {
        study.corrections.renameRater({ ...rename, rater: sight.by() })
      })
      return null
    },
    'correction.planMerge': (what) => {
      requireSeeing(what)
      return session.required().study.corrections.planMerge(what)
    },
    'correction.merge': (merge) => {
      const { study } = session.required()
      requireIdle(study, 'Nothing was changed')
      requireSeeing(merge.what)
      asSameRater(context, () => {
        study.corrections.merge({ ...merge, rater: sight.by() })
      })
      return null
    },
  }
}
