import type {
  JournalChange,
  JournalEntry,
  JournalFilter,
  JournalReport,
  Undoable,
} from '#shared/domain/journal.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import type { DraftRepository, JournalRepository } from './journal-repository.ts'
import { changesOf } from './changed-since.ts'
import { parseChanges } from './changes.ts'
import type { Key } from './changes.ts'
import { compareWithState } from './compare-with-state.ts'
import type { AnyEntity } from './entity.ts'
import type { StoredEntry } from './entry.ts'
import type { Journal, TakenStep } from './journal.ts'
import { verifyChain } from './verify-chain.ts'

/** A part of the journal, newest first. */
export interface JournalPage {
  readonly entries: readonly JournalEntry[]
  /** To be given for what comes after it; null at the end. */
  readonly next: number | null
}

/** An entry of the history of one object. */
export interface HistoryEntry extends JournalEntry {
  /** What became of the object; null when that was erased. */
  readonly change: JournalChange | null
}

export interface PageRequest {
  /** `next` of the page before. */
  readonly before?: number
  readonly limit: number
}

/** What people changed, and taking it back. */
export interface JournalService {
  list(filter: JournalFilter, page: PageRequest): JournalPage
  /** All that became of one object, newest first. Keys are those of the entity. */
  history(entity: string, key: Key): HistoryEntry[]
  /** One entry with all its changes; null when there is none with this uid. */
  entry(uid: string): JournalEntry | null
  /** Whether every entry is as it was written, and the study holds what they say. Reads all of it. */
  verify(): JournalReport
  undoable(rater: string | null): Undoable
  /** On disk when it returns; null when there was nothing. Throws AppError `conflict` with one sentence. */
  undo(rater: string | null): TakenStep | null
  redo(rater: string | null): TakenStep | null
  /** What was typed and rests since this time (ISO 8601), or all of it, becomes an entry. */
  finishDrafts(restingSinceUtc?: string): void
}

export interface JournalServiceDeps {
  readonly journal: Journal
  readonly entries: JournalRepository
  readonly drafts: DraftRepository
  readonly entities: readonly AnyEntity[]
  announce(areas: readonly StudyArea[]): void
}

export function createJournalService(deps: JournalServiceDeps): JournalService {
  const { journal, entries, announce } = deps
  const taken = (step: TakenStep | null): TakenStep | null => {
    if (step !== null) announce(step.areas)
    return step
  }
  return {
    list(filter, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const found = entries.page(filter, { before, limit: limit + 1 })
      const shown = found.slice(0, limit)
      return {
        entries: shown.map(toJournalEntry),
        next: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
      }
    },
    history: (entity, key) =>
      [...changesOf(entries, { entity, key })].map(({ entry, change }) => ({
        ...toJournalEntry(entry),
        change,
      })),
    entry: (uid) => {
      const found = entries.byUid(uid)
      return found === null ? null : toJournalEntry(found)
    },
    verify: () => verify(deps),
    undoable: (rater) => journal.undoable(rater),
    undo: (rater) => taken(journal.undo(rater)),
    redo: (rater) => taken(journal.redo(rater)),
    finishDrafts(restingSinceUtc) {
      journal.finishDrafts(restingSinceUtc)
    },
  }
}

function toJournalEntry(entry: StoredEntry): JournalEntry {
  const { id, uid, device, madeUtc, rater, action, label, step, batch, takesBack } = entry
  const { isTakenBack, isMigrated, changes } = entry
  return {
    ...{ id, uid, device, madeUtc, rater, action, label, step, batch, takesBack, isTakenBack, isMigrated },
    changes: changes === null ? null : parseChanges(changes),
  }
}

function verify({ entries, drafts, entities }: JournalServiceDeps): JournalReport {
  const heads = entries.heads()
  const chain = verifyChain(entries.all(), heads)
  const { unreadable, breaks, different } = compareWithState({ entries, drafts, entities })
  return {
    entries: chain.entries,
    erased: chain.erased,
    devices: heads.length,
    problems: [
      ...chain.problems.map(({ entry, message }) =>
        entry === null ? message : `Entry ${String(entry)}: ${message}`,
      ),
      ...unreadable.map((id) => `Entry ${String(id)}: What it says cannot be read.`),
      ...breaks.map(
        ({ entry, object }) =>
          `Entry ${String(entry)} does not follow on what was there before it: ${object}`,
      ),
      ...different.map((object) => `The study holds something else than the journal says: ${object}`),
    ],
  }
}
