import { canonicalJson } from './canonical-json.ts'
import { objectName } from './changes.ts'
import type { Change } from './changes.ts'

export interface FoldedEntry {
  readonly id: number
  /** Null when they were erased. */
  readonly changes: readonly Change[] | null
}

export interface Folded {
  /** What the journal says there is: canonical JSON by object. */
  readonly values: ReadonlyMap<string, string>
  /** All that it tells of, those that are gone too. */
  readonly told: ReadonlySet<string>
  /** Entries that begin from something else than the ones before left. */
  readonly breaks: readonly { readonly entry: number; readonly object: string }[]
}

/**
 * What is there when all entries, in their order, are carried out on an empty study. Objects of the given kinds begin from
 * whatever their first entry says was there.
 */
export function fold(entries: Iterable<FoldedEntry>, given: ReadonlySet<string> = new Set()): Folded {
  const values = new Map<string, string>()
  const told = new Set<string>()
  const breaks: { entry: number; object: string }[] = []
  let isErased = false
  for (const { id, changes } of entries) {
    if (changes === null) isErased = true
    for (const { entity, key, before, after } of changes ?? []) {
      const object = objectName(entity, key)
      // What was erased may have led here.
      const isFirst = given.has(entity) && !told.has(object)
      if (!isErased && !isFirst && canonicalJson(before) !== (values.get(object) ?? 'null')) {
        breaks.push({ entry: id, object })
      }
      told.add(object)
      if (after === null || after === undefined) values.delete(object)
      else values.set(object, canonicalJson(after))
    }
  }
  return { values, told, breaks }
}

/** Objects of which the study holds something else than the journal says. */
export function differences(
  folded: ReadonlyMap<string, string>,
  present: Iterable<readonly [object: string, value: unknown]>,
): string[] {
  const unseen = new Set(folded.keys())
  const different: string[] = []
  for (const [object, value] of present) {
    unseen.delete(object)
    if (folded.get(object) !== canonicalJson(value)) different.push(object)
  }
  return [...different, ...unseen]
}
