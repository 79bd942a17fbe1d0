import { randomBytes, randomUUID } from 'node:crypto'
import { writeChanges } from './changes.ts'
import type { Change } from './changes.ts'
import type { DeviceOwner, EntryStep, EntryStore } from './entry.ts'
import { changesHash, entryHash } from './entry-hash.ts'
import { uuidV7 } from './uid.ts'
import type { DeviceHead } from './verify-chain.ts'

/** What an entry says; how it is chained follows. */
export interface EntryToWrite {
  readonly action: string
  readonly label: string
  /** Null for what nobody takes back. */
  readonly step: EntryStep | null
  readonly batch: string | null
  readonly takesBack: string | null
  readonly madeUtc: string
  readonly rater: string | null
  readonly changes: readonly Change[]
}

export interface Written {
  readonly id: number
  readonly uid: string
}

/** Puts an entry on the chain of whoever writes. Call within a transaction. */
export function appendEntry(journal: EntryStore, owner: DeviceOwner, entry: EntryToWrite): Written {
  const head = journal.findDevice(owner) ?? journal.addDevice(randomUUID(), owner, 'edited')
  return appendTo(journal, head, entry).written
}

/** Puts an entry on a chain that ends so; returns how it ends then. Call within a transaction. */
export function appendTo(
  journal: Pick<EntryStore, 'append'>,
  head: DeviceHead,
  entry: EntryToWrite,
): { written: Written; head: DeviceHead & { hash: string } } {
  const { changes, ...said } = entry
  const { text, places } = writeChanges(changes)
  const salt = randomBytes(16).toString('hex')
  const chained = {
    ...said,
    uid: uuidV7(Date.parse(entry.madeUtc) || 0),
    device: head.device,
    seq: head.seq + 1,
    changesSha: changesHash({ salt, label: entry.label, changes: text }),
  }
  const hash = entryHash(head.hash, chained)
  const id = journal.append({ ...chained, salt, changes: text, hash }, places)
  return { written: { id, uid: chained.uid }, head: { device: head.device, seq: chained.seq, hash } }
}
