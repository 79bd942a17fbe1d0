import type { ToldChange, ToldEntry } from '#shared/domain/journal.ts'
import { parseChanges } from './changes.ts'
import type { Change } from './changes.ts'
import type { AnyEntity, Author } from './entity.ts'
import type { StoredEntry } from './entry.ts'
import { kindOf } from './kinds.ts'

/** A change in words, with whose work it is: whoever hands it out decides whether it is shown. */
export interface TellableChange extends Omit<ToldChange, 'isHidden'> {
  readonly author: Author | null
}

export interface TellableEntry extends Omit<ToldEntry, 'changes'> {
  readonly changes: readonly TellableChange[]
}

/** So many of an entry's changes are told in a list. */
const LISTED_CHANGES = 3
/** So much of a value, in characters. */
const LISTED_LENGTH = 400

const cut = (text: string | null): string | null =>
  text !== null && text.length > LISTED_LENGTH ? `${text.slice(0, LISTED_LENGTH)}…` : text

/** `rater`: who changed it; who else's it is, is told. */
export function tellChange(
  entities: readonly AnyEntity[],
  change: Change,
  rater: string | null,
): TellableChange {
  const { entity, key, before, after } = change
  const kind = entities.find((known) => known.entity === entity)
  // Of a kind that the program does not have any more.
  if (kind === undefined)
    return { what: entity, before: sayPlainly(before), after: sayPlainly(after), author: null }
  return {
    what: kind.describe(key, rater),
    before: say(kind, before),
    after: say(kind, after),
    author: kind.authorOf(key),
  }
}

function say(kind: AnyEntity, value: unknown): string | null {
  if (value === null || value === undefined) return null
  const parsed = kind.schema.safeParse(value)
  return parsed.success ? kind.say(parsed.data) : sayPlainly(value)
}

const sayPlainly = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value)

/** `isMeant`: which of its changes are told. */
export function tellEntry(
  entities: readonly AnyEntity[],
  entry: StoredEntry,
  isMeant: (change: Change) => boolean = () => true,
): TellableEntry {
  const { id, uid, madeUtc, rater, action, label, step, isTakenBack, isMigrated, changes } = entry
  const meant = changes === null ? [] : parseChanges(changes).filter(isMeant)
  const told = meant.slice(0, LISTED_CHANGES).map((change) => tellChange(entities, change, rater))
  return {
    ...{ id, uid, madeUtc, rater, kind: kindOf(action), label, step, isTakenBack, isMigrated },
    changes: told.map((change) => ({ ...change, before: cut(change.before), after: cut(change.after) })),
    total: changes === null && label !== null ? null : meant.length,
  }
}
