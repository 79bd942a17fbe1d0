import { createHash } from 'node:crypto'

/** What the chain of a device holds of an entry. */
export interface HashedEntry {
  readonly uid: string
  readonly device: string
  readonly seq: number
  readonly madeUtc: string
  readonly rater: string | null
  readonly action: string
  readonly step: string | null
  readonly batch: string | null
  readonly takesBack: string | null
  /** 64 hexadecimal digits. */
  readonly changesSha: string
}

/** What an erasure blanks. */
export interface EntryTexts {
  readonly salt: string
  readonly label: string
  readonly changes: string
}

/** With its length in bytes, so that no two lists of fields give the same text. */
function prefixed(field: string | number | null): string {
  if (field === null) return '-'
  const text = String(field)
  return `${String(Buffer.byteLength(text))}:${text}`
}

function sha256(fields: readonly (string | number | null)[]): string {
  const hash = createHash('sha256')
  for (const field of fields) hash.update(prefixed(field))
  return hash.digest('hex')
}

export function changesHash({ salt, label, changes }: EntryTexts): string {
  return sha256([salt, label, changes])
}

/** `previous`: hash of the entry before it of the same device; null for the first. */
export function entryHash(previous: string | null, entry: HashedEntry): string {
  const { uid, device, seq, madeUtc, rater, action, step, batch, takesBack, changesSha } = entry
  return sha256([previous, uid, device, seq, madeUtc, rater, action, step, batch, takesBack, changesSha])
}
