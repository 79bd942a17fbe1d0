import { changesHash, entryHash } from './entry-hash.ts'
import type { HashedEntry } from './entry-hash.ts'

/** An entry as it is stored; the three texts are null when they were erased. */
export interface ChainedEntry extends HashedEntry {
  readonly id: number
  readonly salt: string | null
  readonly label: string | null
  readonly changes: string | null
  readonly hash: string
}

export interface DeviceHead {
  readonly device: string
  /** 0 before its first entry. */
  readonly seq: number
  readonly hash: string | null
}

/** Something that is not as it was written; `entry` is null for what is missing at an end. */
export interface ChainProblem {
  readonly entry: number | null
  readonly message: string
}

export interface ChainReport {
  readonly entries: number
  readonly erased: number
  readonly problems: readonly ChainProblem[]
}

/** `entries` in order of their ids. Changed, missing and inserted entries are found; erased texts are none of these. */
export function verifyChain(entries: Iterable<ChainedEntry>, heads: readonly DeviceHead[]): ChainReport {
  const problems: ChainProblem[] = []
  const known = new Map<string, { seq: number; hash: string }>()
  let count = 0
  let erased = 0
  for (const entry of entries) {
    count += 1
    if (entry.changes === null) erased += 1
    for (const message of problemsOf(entry, known.get(entry.device) ?? null)) {
      problems.push({ entry: entry.id, message })
    }
    known.set(entry.device, { seq: entry.seq, hash: entry.hash })
  }
  for (const { device, seq, hash } of heads) {
    const last = known.get(device)
    if ((last?.seq ?? 0) === seq && (last?.hash ?? null) === hash) continue
    problems.push({ entry: null, message: `Entries of device ${device} are missing at the end.` })
  }
  return { entries: count, erased, problems }
}

function problemsOf(entry: ChainedEntry, before: { seq: number; hash: string } | null): string[] {
  const problems: string[] = []
  const expected = (before?.seq ?? 0) + 1
  if (entry.seq !== expected) {
    problems.push(`It has the number ${String(entry.seq)} of its device where ${String(expected)} comes.`)
  }
  const { salt, label, changes } = entry
  const isWhole = salt !== null && label !== null && changes !== null
  if (isWhole && changesHash({ salt, label, changes }) !== entry.changesSha) {
    problems.push('What it says was changed after it was written.')
  }
  if (entryHash(before?.hash ?? null, entry) !== entry.hash) {
    problems.push('It was changed after it was written, or does not follow on the one before it.')
  }
  return problems
}
