import { AppError } from '#shared/errors.ts'
import type { JournalRepository } from './journal-repository.ts'
import { isSameValue } from './canonical-json.ts'
import { objectHash, parseChange } from './changes.ts'
import type { Change, Key } from './changes.ts'
import type { AnyEntity } from './entity.ts'
import type { ObjectEntry } from './entry.ts'

/** How every refusal to take a step back ends. */
export const staysSentence = 'this step stays as it is, and the one before it comes next.'

/** An entry of the history of one object, with what became of it there; null when that was erased. */
export interface ObjectChange {
  readonly entry: ObjectEntry
  readonly change: Change | null
}

/** Newest first; `before` is an id. */
export function* changesOf(
  entries: Pick<JournalRepository, 'ofObject'>,
  object: { readonly entity: string; readonly key: Key },
  before?: number,
): IterableIterator<ObjectChange> {
  const { entity, key } = object
  for (const entry of entries.ofObject(objectHash(entity, key), before)) {
    const change = entry.change === null ? null : parseChange(entry.change)
    const isOther = change !== null && (change.entity !== entity || !isSameValue(change.key, key))
    if (!isOther) yield { entry, change }
  }
}

/** Null for an object without an entry. */
export function newestChangeOf(
  entries: Pick<JournalRepository, 'ofObject'>,
  object: { readonly entity: string; readonly key: Key },
): ObjectChange | null {
  for (const newest of changesOf(entries, object)) return newest
  return null
}

/** Says of a step that cannot be taken back what was changed after it, and by whom. */
export function changedSince(step: {
  readonly entries: Pick<JournalRepository, 'ofObject'>
  /** Its id. */
  readonly since: number
  readonly kind: AnyEntity
  readonly key: Key
}): AppError {
  const { kind, key, since } = step
  const what = kind.describe(key)
  const newest = newestChangeOf(step.entries, { entity: kind.entity, key })
  const isLater = newest !== null && newest.entry.id > since
  const { rater = null, madeUtc = '' } = isLater ? newest.entry : {}
  const who = rater === null ? 'by the program' : `by ${rater}`
  const when = isLater ? `, ${who} on ${madeUtc.slice(0, 10)} at ${madeUtc.slice(11, 16)} (UTC)` : ''
  return new AppError('conflict', `The ${what} was changed since${when}: ${staysSentence}`)
}
