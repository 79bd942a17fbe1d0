import { newsOf } from '#shared/ipc/contract/study.ts'
import type { AppSettings } from '#shared/domain/app-settings.ts'
import { hiddenAreas } from '../rater-sight.ts'
import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

/** What decides which predictions the library shows. */
const chosenBy = ['packId', 'promptSetId'] as const
/** What decides what of others' work and of estimates is shown. */
const shownBy = ['blindRating', 'raterCode'] as const

export function appHandlers({ info, settings, session, emit }: HandlerContext): AreaHandlers<'app'> {
  return {
    'app.info': () => info(),
    'app.settings': () => settings.read(),
    'app.saveSettings': (changes) => {
      const before = settings.read()
      const after = settings.save(changes)
      const hasChanged = (key: keyof AppSettings): boolean => before[key] !== after[key]
      if (session.current() === null) return after
      if (shownBy.some(hasChanged)) emit('study.changed', newsOf(hiddenAreas))
      else if (chosenBy.some(hasChanged)) emit('study.changed', newsOf(['library']))
      return after
    },
  }
}
