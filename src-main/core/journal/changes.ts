import { hash } from 'node:crypto'
import { z } from 'zod'

/** Portable: codes, labels, uids and times, never the id of a row. */
export const keySchema = z.array(z.union([z.string(), z.number(), z.null()]))
export type Key = z.infer<typeof keySchema>

/** What became of one object; null where there is none. Values are those of the entity's schema. */
export const changeSchema = z.object({
  entity: z.string(),
  key: keySchema,
  before: z.unknown(),
  after: z.unknown(),
})
export type Change = z.infer<typeof changeSchema>

const changesSchema = z.array(changeSchema)

/** Throws ZodError or SyntaxError. */
export function parseChanges(text: string): Change[] {
  return changesSchema.parse(JSON.parse(text))
}

/** Throws ZodError or SyntaxError. */
export function parseChange(text: string): Change {
  return changeSchema.parse(JSON.parse(text))
}

/** What takes them back: the other way round, the last one first. */
export function inverseOf(changes: readonly Change[]): Change[] {
  return changes.toReversed().map(({ entity, key, before, after }) => ({
    ...{ entity, key },
    before: after,
    after: before,
  }))
}

/** Tells an object from all others in maps. */
export function objectName(entity: string, key: Key): string {
  return `${entity} ${JSON.stringify(key)}`
}

/** 48 bits: two objects may share one, so that who finds by it compares the keys. */
export function objectHash(entity: string, key: Key): number {
  return hash('sha256', objectName(entity, key), 'buffer').readUIntBE(0, 6)
}

/** What something belongs to, by the first part of its key. 48 bits: the same caution. */
export function subjectHash(part: Key[number]): number {
  return hash('sha256', JSON.stringify(part), 'buffer').readUIntBE(0, 6)
}

/** Where a change lies in the text of an entry's changes, in bytes of UTF-8. */
export interface ChangePlace {
  readonly object: number
  /** `subjectHash` of what it belongs to. */
  readonly subject: number
  readonly at: number
  readonly size: number
}

/** The text that is hashed and stored, and where in it each change lies. */
export function writeChanges(changes: readonly Change[]): { text: string; places: ChangePlace[] } {
  const places: ChangePlace[] = []
  const parts: string[] = []
  // Of tens of thousands of captions many belong to one clip.
  const subjects = new Map<Key[number], number>()
  const subjectOf = (part: Key[number]): number => {
    const known = subjects.get(part) ?? subjectHash(part)
    subjects.set(part, known)
    return known
  }
  let at = 1
  for (const { entity, key, before, after } of changes) {
    const part = JSON.stringify({ entity, key, before, after })
    const size = Buffer.byteLength(part)
    places.push({ object: objectHash(entity, key), subject: subjectOf(key[0] ?? null), at, size })
    parts.push(part)
    at += size + 1
  }
  return { text: `[${parts.join()}]`, places }
}
