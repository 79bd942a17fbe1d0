import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { hiddenAreas } from '../rater-sight.ts'

export function blindHandlers({ sight, emit }: SightedContext): AreaHandlers<'blind'> {
  return {
    'blind.state': () => sight.state(),
    'blind.reveal': ({ kind, sessionId }) => {
      const state = sight.reveal(kind, sessionId)
      emit('study.changed', { areas: [...hiddenAreas] })
      return state
    },
    'blind.hide': ({ kind, sessionId }) => {
      const state = sight.hide(kind, sessionId)
      emit('study.changed', { areas: [...hiddenAreas] })
      return state
    },
  }
}
