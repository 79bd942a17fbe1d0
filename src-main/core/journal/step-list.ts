import type { JournalRepository } from './journal-repository.ts'
import type { DeviceOwner, StoredEntry } from './entry.ts'

export interface StepListDeps {
  readonly entries: JournalRepository
  /** Id of this computer; '' where nobody gave it one. */
  readonly computer: string
  /** Which file the study is: another for a copy of it. */
  readonly place: string
  /**
   * By what never changes of them, the rater with this code first, then all who became one with them; not given where codes
   * never change.
   */
  ownersOf?(rater: string): readonly string[]
}

/** As the changes of an entry without any are stored. */
const NO_CHANGES = '[]'

/** What can be taken back and done again, by whom. */
export function createStepList({ entries, computer, place, ownersOf }: StepListDeps) {
  const owners = (rater: string | null): readonly (string | null)[] =>
    rater === null ? [null] : (ownersOf?.(rater) ?? [rater])

  const standingOf = (batch: string, step: StoredEntry['step']): StoredEntry[] =>
    entries.ofBatch(batch).filter((each) => !each.isTakenBack && (each.step === 'undo') === (step === 'undo'))

  return {
    /** Whose chain an entry goes on: to be asked before anything is changed, as that may be the rater's code. */
    ownerOf: (rater: string | null): DeviceOwner => ({ computer, place, rater: owners(rater)[0] ?? rater }),
    /** Newest step of the rater that can be taken back. */
    newestDone(rater: string | null): StoredEntry | null {
      let before = Number.MAX_SAFE_INTEGER
      for (;;) {
        const [entry] = entries.done({ computer, raters: owners(rater) }, { before, limit: 1 })
        if (entry === undefined) return null
        if (!entries.isPassedOver(entry.id)) return entry
        before = entry.id
      }
    },
    newestUndone(rater: string | null): StoredEntry | null {
      const entry = entries.newestUndone({ computer, raters: owners(rater) })
      return entry === null || entries.isPassedOver(entry.id) ? null : entry
    },
    /** How many changes one gesture made that stand, in entries. */
    standingCount: (batch: string): number => entries.standingCount(batch),
    /** Entries of one gesture, before them what only tells of all of them, so that the list shows it whenever they are taken. */
    togetherWith(entry: StoredEntry): StoredEntry[] {
      if (entry.batch === null) return [entry]
      const standing = standingOf(entry.batch, entry.step)
      const tells = ({ changes }: StoredEntry): boolean => changes === NO_CHANGES
      return [...standing.filter(tells), ...standing.filter((each) => !tells(each))]
    },
  }
}
