import { randomUUID } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { appendTo } from '../../journal/chain-writer.ts'
import type { EntryToWrite } from '../../journal/chain-writer.ts'
import type { NewEntry } from '../../journal/entry.ts'
import type { DeviceHead } from '../../journal/verify-chain.ts'

/**
 * Writes what was known before there was a journal onto the chain of what was migrated, with the tables as they are at
 * version 10. Returns the function, which answers with the entry's uid.
 */
export function migratedEntries(db: Database): (entry: EntryToWrite) => string {
  const insert = db.prepare<NewEntry>(`
    INSERT INTO journal (n, uid, device, seq, made_utc, rater, action, label, step, batch, takes_back, changes, salt,
      changes_sha, hash)
    VALUES ((SELECT ifnull(max(n), 0) + 1 FROM journal), @uid, @device, @seq, @madeUtc, @rater, @action, @label, @step,
      @batch, @takesBack, @changes, @salt, @changesSha, @hash)`)
  const insertObject = db.prepare<[number, number, number, number]>(
    'INSERT INTO journal_objects (object, entry, at, size) VALUES (?, ?, ?, ?)',
  )
  const advance = db.prepare<[number, string, string]>(
    'UPDATE journal_devices SET seq = ?, hash = ? WHERE device = ?',
  )
  const addDevice = db.prepare<[string]>(
    `INSERT INTO journal_devices (device, computer, place, rater, origin, seq, hash)
     VALUES (?, '', '', NULL, 'migrated', 0, NULL)`,
  )
  const findDevice = db.prepare<[], DeviceHead>(
    "SELECT device, seq, hash FROM journal_devices WHERE origin = 'migrated' LIMIT 1",
  )
  const store = {
    append: (entry: NewEntry, places: readonly { object: number; at: number; size: number }[]): number => {
      const id = Number(insert.run(entry).lastInsertRowid)
      for (const { object, at, size } of places) insertObject.run(object, id, at, size)
      advance.run(entry.seq, entry.hash, entry.device)
      return id
    },
  }
  let head = findDevice.get() ?? null
  const newDevice = (): DeviceHead => {
    const device = randomUUID()
    addDevice.run(device)
    return { device, seq: 0, hash: null }
  }
  return (entry) => {
    const appended = appendTo(store, head ?? newDevice(), entry)
    head = appended.head
    return appended.written.uid
  }
}
