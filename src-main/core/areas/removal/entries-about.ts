import { parseChanges } from '../../journal/changes.ts'
import type { Change } from '../../journal/changes.ts'
import type { StoredEntry } from '../../journal/entry.ts'
import type { WhatGoes } from './what-goes.ts'

/** Whether any text within a value of JSON is one of these. */
function holdsAny(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value === 'string') return names.has(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => names.has(key) || holdsAny(inner, names))
}

/** The changes; null when they cannot be read. */
function changesOf(text: string): Change[] | null {
  try {
    return parseChanges(text)
  } catch {
    return null
  }
}

/** A code as a word of its own: `1` is none in `clip 12`. */
export function hasWord(text: string, word: string): boolean {
  const isPart = (character: string | undefined): boolean =>
    character !== undefined && /[\p{L}\p{N}_-]/u.test(character)
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isPart(text[at - 1]) && !isPart(text[at + word.length])) return true
  }
  return false
}

/** Labels name a visit with its patient's code before it: "score of P001 baseline, …". */
function namesPatient(label: string, code: string, isNote: boolean): boolean {
  return isNote ? hasWord(label, code) : `${label} `.includes(`of ${code} `)
}

/** Ids of the entries that say something of what goes. */
export function entriesAbout(
  entries: Iterable<StoredEntry>,
  { names, codes }: Pick<WhatGoes, 'names' | 'codes'>,
): number[] {
  const all = new Set([...names, ...codes])

  const ids: number[] = []
  for (const { id, label, changes: text } of entries) {
    if (text === null || label === null) continue
    const changes = changesOf(text)
    // What cannot be read may hold anything.
    const isAbout =
      changes === null ||
      holdsAny(changes, all) ||
      codes.some((code) => namesPatient(label, code, changes.length === 0))
    if (isAbout) ids.push(id)
  }
  return ids
}
