import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { z } from 'zod'
import { migrations } from '#core/db/migrations/index.ts'
import { inTransaction } from '#core/db/sql.ts'
import type { Entity } from '#core/journal/entity.ts'
import { createJournal } from '#core/journal/journal.ts'
import { createDraftRepository, createJournalRepository } from '#core/journal/journal-repository.ts'
import { createJournalService } from '#core/journal/journal-service.ts'
import { median } from './report.ts'
import type { BenchRow } from './report.ts'

const ENTRIES = 100_000
const OBJECTS = 5_000
const ROUNDS = 25
const GOAL_MS = 50

/** Notes in a map: what is measured is the journal alone. */
function noteEntity(): Entity<string> {
  const notes = new Map<string, string>()
  return {
    entity: 'note',
    schema: z.string(),
    areas: ['captions'],
    read: ([name]) => notes.get(String(name)) ?? null,
    write([name], value) {
      if (value === null) notes.delete(String(name))
      else notes.set(String(name), value)
    },
    describe: ([name]) => `note ${String(name)}`,
    say: (text) => text,
    authorOf: () => null,
    placeOf: () => null,
    touches: () => null,
    *all() {
      for (const [name, value] of notes) yield [[name], value] as const
    },
  }
}

function aLongJournal(file: string, sqliteBinding: string | null) {
  const db = new BetterSqlite(file, sqliteBinding === null ? {} : { nativeBinding: sqliteBinding })
  db.pragma('journal_mode = WAL')
  for (const migration of migrations) migration.up(db)
  const entries = createJournalRepository(db)
  const drafts = createDraftRepository(db)
  const entities = [noteEntity()]
  const journal = createJournal({
    ...{ entries, drafts, entities, computer: 'bench', place: '' },
    nowUtc: () => new Date().toISOString(),
    inTransaction: (work) => inTransaction(db, work),
  })
  inTransaction(db, () => {
    for (let index = 0; index < ENTRIES; index += 1) {
      const key = [`n${index % OBJECTS}`]
      journal.change({
        ...{ action: 'note.write', label: `note ${index % OBJECTS}`, rater: index % 3 === 0 ? 'AB' : 'CD' },
        changes: [{ entity: 'note', key, after: `The patient looks down, smiles and turns away (${index})` }],
      })
    }
  })
  const service = createJournalService({
    ...{ journal, entries, drafts, entities },
    partsOf: (of) => (of.kind === 'patient' ? [of.code] : null),
  })
  return { db, service }
}

function timed(work: () => unknown): number {
  const startedAt = performance.now()
  work()
  return performance.now() - startedAt
}

/** What a window asks of a journal of 100,000 entries, against the longest that nobody notices. */
export async function benchJournal(
  { sqliteBinding }: { readonly sqliteBinding: string | null },
  folder: string,
): Promise<BenchRow[]> {
  const file = join(folder, 'journal.sqlite')
  const { db, service } = aLongJournal(file, sqliteBinding)
  const tasks: Record<string, () => unknown> = {
    undoable: () => service.undoable('AB'),
    undo: () => service.undo('CD'),
    redo: () => service.redo('CD'),
    'history of an object': () => service.history({ kind: 'patient', code: 'n7' }, { limit: 100 }),
    'first page of the audit view': () => service.tell({}, { limit: 100 }),
    'first page by rater and text': () => service.tell({ rater: 'AB', text: 'note 7' }, { limit: 100 }),
    'a filter that nothing meets': () => service.tell({ text: 'nothing' }, { limit: 100 }),
  }
  try {
    return Object.entries(tasks).map(([name, work]) => {
      const ours = median(Array.from({ length: ROUNDS }, () => timed(work)))
      return {
        ...{ name: `journal: ${name}`, unit: 'ms', ours },
        ...{ baselineName: 'goal', baseline: GOAL_MS, ratio: GOAL_MS / ours },
        note: `${ENTRIES.toLocaleString('en')} entries`,
      }
    })
  } finally {
    db.close()
    await rm(file, { force: true })
  }
}
