import { newsOf } from '#shared/ipc/contract/study.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { hiddenAreas } from '../rater-sight.ts'

/** Which clips' estimates and others' values are handed out now may be any. */
const news = newsOf(hiddenAreas)

export function blindHandlers({ sight, emit }: SightedContext): AreaHandlers<'blind'> {
  return {
    'blind.state': () => sight.state(),
    'blind.reveal': ({ kind, sessionId }) => {
      const state = sight.reveal(kind, sessionId)
      emit('study.changed', news)
      return state
    },
    'blind.hide': ({ kind, sessionId }) => {
      const state = sight.hide(kind, sessionId)
      emit('study.changed', news)
      return state
    },
  }
}
