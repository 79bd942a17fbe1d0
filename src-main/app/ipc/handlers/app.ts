import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

/** What decides which predictions the library shows. */
const shownBy = ['packId', 'promptSetId'] as const

export function appHandlers({ info, settings, session, emit }: HandlerContext): AreaHandlers<'app'> {
  return {
    'app.info': () => info(),
    'app.settings': () => settings.read(),
    'app.saveSettings': (changes) => {
      const before = settings.read()
      const after = settings.save(changes)
      if (session.current() !== null && shownBy.some((key) => before[key] !== after[key])) {
        emit('study.changed', { areas: ['library'] })
      }
      return after
    },
  }
}
