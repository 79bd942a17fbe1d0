import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function appHandlers({ info, settings }: HandlerContext): AreaHandlers<'app'> {
  return {
    'app.info': () => info(),
    'app.settings': () => settings.read(),
    'app.saveSettings': (changes) => settings.save(changes),
  }
}
