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
  /** Entries that begin from something else than the ones before left. */
  readonly breaks: readonly { readonly entry: number; readonly object: string }[]
}

/** What is there when all entries, in their order, are carried out on an empty study. */
export function fold(entries: Iterable<FoldedEntry>): Folded {
  const values = new Map<string, string>()
  const breaks: { entry: number; object: string }[] = []
  let isErased = false
  for (const { id, changes } of entries) {
    if (changes === null) isErased = true
    for (const { entity, key, before, after } of changes ?? []) {
      const object = objectName(entity, key)
      // What was erased may have led here.
      if (!isErased && canonicalJson(before) !== (values.get(object) ?? 'null')) {
        breaks.push({ entry: id, object })
      }
      if (after === null || after === undefined) values.delete(object)
      else values.set(object, canonicalJson(after))
    }
  }
  return { values, breaks }
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
