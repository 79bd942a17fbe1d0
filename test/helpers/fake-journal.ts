import type { JournalPlace, JournalStep } from '../../src-shared/domain/journal.ts'
import type { IpcHandlers } from '../../src-shared/ipc/contract.ts'

export interface FakeStep {
  readonly label: string
  readonly place: JournalPlace | null
  undo(): void
  redo(): void
}

export interface FakeJournal {
  /** Remembers what was carried out. */
  write(step: FakeStep): void
  /** Forgets what turned out to be no change. */
  drop(step: FakeStep): void
  readonly handlers: Pick<IpcHandlers, 'journal.undoable' | 'journal.undo' | 'journal.redo'>
}

/** The steps of one rater, held in memory. */
export function createFakeJournal(): FakeJournal {
  let done: readonly FakeStep[] = []
  let undone: readonly FakeStep[] = []
  const shown = (step: FakeStep | undefined): JournalStep | null =>
    step === undefined ? null : { uid: step.label, label: step.label, place: step.place }
  const taken = (step: FakeStep) => ({ label: step.label, place: step.place })
  return {
    write(step) {
      done = [...done, step]
      undone = []
    },
    drop(step) {
      done = done.filter((known) => known !== step)
    },
    handlers: {
      'journal.undoable': () => ({ undo: shown(done.at(-1)), redo: shown(undone.at(-1)) }),
      'journal.undo': () => {
        const step = done.at(-1)
        if (step === undefined) return null
        step.undo()
        done = done.slice(0, -1)
        undone = [...undone, step]
        return taken(step)
      },
      'journal.redo': () => {
        const step = undone.at(-1)
        if (step === undefined) return null
        step.redo()
        undone = undone.slice(0, -1)
        done = [...done, step]
        return taken(step)
      },
    },
  }
}
