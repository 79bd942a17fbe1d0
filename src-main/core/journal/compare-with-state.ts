import type { DraftRepository, JournalRepository } from './journal-repository.ts'
import { keySchema, objectName, parseChanges } from './changes.ts'
import type { AnyEntity } from './entity.ts'
import type { StoredEntry } from './entry.ts'
import { differences, fold } from './fold.ts'
import type { Folded } from './fold.ts'

export interface ComparedState extends Pick<Folded, 'breaks' | 'values'> {
  /** Entries of which the changes cannot be read. */
  readonly unreadable: readonly number[]
  /** Names of objects of which the study holds something else than the journal says. */
  readonly different: readonly string[]
}

export interface ComparedParts {
  readonly entries: Pick<JournalRepository, 'all'>
  readonly drafts: Pick<DraftRepository, 'all'>
  readonly entities: readonly AnyEntity[]
}

/** What all entries together say, and what the study holds. Reads all of both. */
export function compareWithState({ entries, drafts, entities }: ComparedParts): ComparedState {
  const unreadable: number[] = []
  const given = new Set(entities.filter(({ isGiven }) => isGiven === true).map(({ entity }) => entity))
  const { values, told, breaks } = fold(readable(entries.all(), unreadable), given)
  const typed = new Map(drafts.all().map((draft) => [nameOf(draft), draft.before]))
  return { values, breaks, unreadable, different: differences(values, presentIn(entities, { typed, told })) }
}

const nameOf = ({ entity, key }: { entity: string; key: string }): string =>
  objectName(entity, keySchema.parse(JSON.parse(key)))

function* readable(stored: Iterable<StoredEntry>, unreadable: number[]) {
  for (const { id, changes } of stored) {
    try {
      yield { id, changes: changes === null ? null : parseChanges(changes) }
    } catch {
      unreadable.push(id)
    }
  }
}

/** What is being typed counts as what there was before: its entry follows. */
function* presentIn(
  entities: readonly AnyEntity[],
  { typed, told }: { typed: ReadonlyMap<string, string>; told: ReadonlySet<string> },
): IterableIterator<readonly [object: string, value: unknown]> {
  const seen = new Set<string>()
  for (const kind of entities) {
    for (const [key, value] of kind.all()) {
      const object = objectName(kind.entity, key)
      if (kind.isGiven === true && !told.has(object)) continue
      const before = typed.get(object)
      seen.add(object)
      if (before === undefined) yield [object, value]
      else if (before !== 'null') yield [object, JSON.parse(before)]
    }
  }
  for (const [object, before] of typed) {
    if (!seen.has(object) && before !== 'null') yield [object, JSON.parse(before)]
  }
}
