import type { TakenStep } from '#core/journal/journal.ts'
import type { IpcResponse } from '#shared/ipc/contract.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

function shown(taken: TakenStep | null): IpcResponse<'journal.undo'> {
  return taken === null ? null : { label: taken.label, place: taken.place }
}

export function journalHandlers({ session, sight }: SightedContext): AreaHandlers<'journal'> {
  return {
    'journal.undoable': () => session.required().study.journal.undoable(sight.by()),
    'journal.undo': () => shown(session.required().study.journal.undo(sight.by())),
    'journal.redo': () => shown(session.required().study.journal.redo(sight.by())),
  }
}
