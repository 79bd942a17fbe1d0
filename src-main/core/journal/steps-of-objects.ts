import { objectHash, objectName, parseChanges } from './changes.ts'
import type { Key } from './changes.ts'
import type { StoredEntry } from './entry.ts'
import type { JournalRepository } from './journal-repository.ts'

export interface ObjectOfStep {
  readonly entity: string
  readonly key: Key
}

/** A step as it was first done, and what takes it back, or does it again. */
export interface StandingStep {
  /** Id of the entry with which it was done, however often it was taken back and done again since. */
  readonly id: number
  /** What is to be taken back: the step itself, what did it again, or what took it back. */
  readonly entry: StoredEntry
}

export interface StepsOfObjects {
  /** The newest one that is not taken back; null when there is none. */
  readonly newest: StandingStep | null
  /** The one that was taken back last, while nothing else was done since; null when there is none. */
  readonly next: StandingStep | null
}

type Entries = Pick<JournalRepository, 'ofObjects' | 'byUid'>

/** Steps by anybody that changed any of these objects, e.g. the clips of one video. */
export function stepsOfObjects(entries: Entries, objects: readonly ObjectOfStep[]): StepsOfObjects {
  let newest: StoredEntry | null = null
  let next: StoredEntry | null = null
  for (const entry of standingOf(entries, objects)) {
    if (entry.step === 'undo') next ??= entry
    else newest ??= entry
    // What was taken back before something else was done is not done again.
    if (entry.step === 'do') break
  }
  const stepOf = (entry: StoredEntry | null): StandingStep | null =>
    entry === null ? null : { id: firstOf(entries, entry).id, entry }
  return { newest: stepOf(newest), next: stepOf(next) }
}

/** Whether there is an entry about one of these objects, whatever became of it. */
export function hasChanged(entries: Entries, objects: readonly ObjectOfStep[]): boolean {
  for (const { changes } of entries.ofObjects(hashesOf(objects))) {
    if (changes === null || isAbout(changes, namesOf(objects))) return true
  }
  return false
}

const hashesOf = (objects: readonly ObjectOfStep[]): number[] =>
  objects.map(({ entity, key }) => objectHash(entity, key))
const namesOf = (objects: readonly ObjectOfStep[]): ReadonlySet<string> =>
  new Set(objects.map(({ entity, key }) => objectName(entity, key)))

/** Two objects may share a hash. */
const isAbout = (changes: string, names: ReadonlySet<string>): boolean =>
  parseChanges(changes).some(({ entity, key }) => names.has(objectName(entity, key)))

function* standingOf(entries: Entries, objects: readonly ObjectOfStep[]): IterableIterator<StoredEntry> {
  const names = namesOf(objects)
  for (const entry of entries.ofObjects(hashesOf(objects))) {
    if (entry.step === null || entry.isTakenBack || entry.changes === null) continue
    if (isAbout(entry.changes, names)) yield entry
  }
}

function firstOf(entries: Entries, entry: StoredEntry): StoredEntry {
  let first = entry
  while (first.takesBack !== null) {
    const before = entries.byUid(first.takesBack)
    if (before === null) return first
    first = before
  }
  return first
}
