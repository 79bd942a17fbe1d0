import { objectHash, objectName, parseChanges } from './changes.ts'
import type { Key } from './changes.ts'
import type { JournalRepository } from './journal-repository.ts'

export interface ChangedObject {
  readonly entity: string
  readonly key: Key
}

/** Whether there is an entry about one of these objects, whatever became of it. */
export function hasChanged(
  entries: Pick<JournalRepository, 'ofObjects'>,
  objects: readonly ChangedObject[],
): boolean {
  const names = new Set(objects.map(({ entity, key }) => objectName(entity, key)))
  const hashes = objects.map(({ entity, key }) => objectHash(entity, key))
  for (const { changes } of entries.ofObjects(hashes)) {
    // Two objects may share a hash.
    const isAbout = (): boolean =>
      parseChanges(changes ?? '').some(({ entity, key }) => names.has(objectName(entity, key)))
    if (changes === null || isAbout()) return true
  }
  return false
}
