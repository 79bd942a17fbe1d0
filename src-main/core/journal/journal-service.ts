import type {
  HistoryOf,
  JournalEntry,
  JournalFilter,
  JournalReport,
  ToldPage,
  Undoable,
} from '#shared/domain/journal.ts'
import { AppError } from '#shared/errors.ts'
import type { DraftRepository, JournalRepository } from './journal-repository.ts'
import { parseChanges, subjectHash } from './changes.ts'
import type { Change } from './changes.ts'
import { compareWithState } from './compare-with-state.ts'
import type { AnyEntity } from './entity.ts'
import type { StoredEntry } from './entry.ts'
import type { Journal, TakenStep } from './journal.ts'
import { actionWords } from './kinds.ts'
import { tellChange, tellEntry } from './told.ts'
import type { TellableChange, TellableEntry } from './told.ts'
import { verifyChain } from './verify-chain.ts'

/** A part of the journal, newest first. */
export interface JournalPage {
  readonly entries: readonly JournalEntry[]
  /** To be given for what comes after it; null at the end. */
  readonly next: number | null
}

/** The same in words. */
export interface TellablePage extends Pick<ToldPage, 'next' | 'searchedToUtc'> {
  readonly entries: readonly TellableEntry[]
}

export interface PageRequest {
  /** `next` of the page before. */
  readonly before?: number
  readonly limit: number
}

export interface ChangesPart {
  readonly of: HistoryOf
  /** Index of the first one. */
  readonly from: number
  readonly limit: number
}

/** What people changed, and taking it back. */
export interface JournalService {
  list(filter: JournalFilter, page: PageRequest): JournalPage
  /** For people to read. */
  tell(filter: JournalFilter, page: PageRequest): TellablePage
  /** All that became of something and of what belongs to it, newest first: of each entry only what is about it. */
  history(of: HistoryOf, page: PageRequest): TellablePage
  /** Changes of one entry, all of them or those about something, from the given one on. Throws AppError `not-found`. */
  changes(uid: string, part: ChangesPart): { changes: readonly TellableChange[]; total: number }
  /** One entry with all its changes; null when there is none with this uid. */
  entry(uid: string): JournalEntry | null
  /** Whether every entry is as it was written, and the study holds what they say. Reads all of it. */
  verify(): JournalReport
  /** The same beside the work of others, where the program has a thread for it. */
  check(): Promise<JournalReport>
  /** Something that is to be known and changes nothing, e.g. an export. */
  note(said: Parameters<Journal['note']>[0]): void
  undoable(rater: string | null): Undoable
  /** What the next step to take back, or to do again, is an action of; null for a typed text, and for none. */
  nextAction(rater: string | null, direction: 'undo' | 'redo'): string | null
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
  /** First parts of the keys of all that belongs to it; null for the whole study. */
  partsOf(of: HistoryOf): readonly string[] | null
  /** Not given: in this thread. */
  readonly check?: (() => Promise<JournalReport>) | undefined
}

export function createJournalService(deps: JournalServiceDeps): JournalService {
  const { journal, entries } = deps
  return {
    list(filter, { before = Number.MAX_SAFE_INTEGER, limit }) {
      const { entries: found, next } = entries.page(filter, {
        words: actionWords(filter.kind),
        before,
        limit,
      })
      return { entries: found.map(toJournalEntry), next }
    },
    tell: (filter, page) => tellAll(deps, filter, page),
    history(of, page) {
      const parts = deps.partsOf(of)
      return parts === null ? tellAll(deps, {}, page) : tellOf(deps, parts, page)
    },
    changes(uid, { of, from, limit }) {
      const found = entries.byUid(uid)
      if (found === null) throw new AppError('not-found', 'There is no such entry in the journal.')
      const all = found.changes === null ? [] : parseChanges(found.changes)
      const meant = all.filter(isAbout(deps.partsOf(of)))
      const part = meant.slice(from, from + limit)
      return {
        changes: part.map((change) => tellChange(deps.entities, change, found.rater)),
        total: meant.length,
      }
    },
    entry: (uid) => {
      const found = entries.byUid(uid)
      return found === null ? null : toJournalEntry(found)
    },
    verify: () => verify(deps),
    // Waits a turn, so that what it throws is a rejection.
    check: deps.check ?? (() => Promise.resolve().then(() => verify(deps))),
    note(said) {
      journal.note(said)
    },
    undoable: (rater) => journal.undoable(rater),
    nextAction: (rater, direction) => journal.nextAction(rater, direction),
    undo: (rater) => journal.undo(rater),
    redo: (rater) => journal.redo(rater),
    finishDrafts(restingSinceUtc) {
      journal.finishDrafts(restingSinceUtc)
    },
  }
}

const isAbout = (parts: readonly string[] | null): ((change: Change) => boolean) => {
  const meant = new Set<Change['key'][number]>(parts)
  return ({ key: [part = null] }) => parts === null || meant.has(part)
}

function tellAll(
  { entries, entities }: JournalServiceDeps,
  filter: JournalFilter,
  { before = Number.MAX_SAFE_INTEGER, limit }: PageRequest,
): TellablePage {
  const { entries: found, next } = entries.page(filter, { words: actionWords(filter.kind), before, limit })
  return {
    entries: found.map((entry) => tellEntry(entities, entry)),
    next,
    searchedToUtc: next === null ? null : entries.madeUtcOf(next),
  }
}

function tellOf(
  { entries, entities }: JournalServiceDeps,
  parts: readonly string[],
  { before = Number.MAX_SAFE_INTEGER, limit }: PageRequest,
): TellablePage {
  const told: TellableEntry[] = []
  const isMeant = isAbout(parts)
  for (const entry of entries.ofSubjects(parts.map(subjectHash), before)) {
    const found = tellEntry(entities, entry, isMeant)
    // What shares its hash with another is not about it.
    if (found.total === 0) continue
    const last = told.at(-1)
    if (told.length === limit && last !== undefined)
      return { entries: told, next: last.id, searchedToUtc: last.madeUtc }
    told.push(found)
  }
  return { entries: told, next: null, searchedToUtc: null }
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
