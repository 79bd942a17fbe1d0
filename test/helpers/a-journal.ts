import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { createJournal } from '#core/journal/journal.ts'
import type { Journal, JournalDeps } from '#core/journal/journal.ts'
import { createJournalService } from '#core/journal/journal-service.ts'
import type { JournalService } from '#core/journal/journal-service.ts'
import type { Entity } from '#core/journal/entity.ts'
import { createDraftRepository, createJournalRepository } from '#core/journal/journal-repository.ts'
import type { JournalRepository } from '#core/journal/journal-repository.ts'
import { afterCommit, inTransaction } from '#core/db/sql.ts'
import { joinChanges } from '#shared/domain/study.ts'
import type { StudyChange } from '#shared/domain/study.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import type { TestContext } from './a-context.ts'
import { openTestDb } from './open-test-db.ts'

/** Notes by name, in a table of their own: the smallest thing that people could change. */
export function noteEntity(db: Database): Entity<{ text: string }> {
  db.exec('CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT')
  const nameOf = (key: readonly unknown[]): string => String(key[0])
  return {
    entity: 'note',
    schema: z.object({ text: z.string() }),
    areas: ['captions'],
    read: (key) =>
      db.prepare<[string], { text: string }>('SELECT text FROM notes WHERE name = ?').get(nameOf(key)) ??
      null,
    write(key, value) {
      if (value === null) db.prepare('DELETE FROM notes WHERE name = ?').run(nameOf(key))
      else db.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)').run(nameOf(key), value.text)
    },
    describe: (key) => `note ${nameOf(key)}`,
    say: ({ text }) => text,
    authorOf: () => null,
    placeOf: () => null,
    touches: (key) => ({ scales: [nameOf(key)] }),
    all: () =>
      db
        .prepare<[], { name: string; text: string }>('SELECT * FROM notes')
        .all()
        .map(({ name, text }) => [[name], { text }] as const),
  }
}

export interface TestJournal {
  readonly db: Database
  readonly journal: Journal
  readonly service: JournalService
  readonly entries: JournalRepository
  /** What was told once it was on disk. */
  readonly announced: StudyChange[]
  readonly deps: JournalDeps
  put(name: string, text: string | null, rater?: string | null): ReturnType<Journal['change']>
  textOf(name: string): string | null
}

/** A journal over notes. Time goes on by a second with each question. */
export function aJournal(changes: Partial<JournalDeps> & { db?: Database } = {}): TestJournal {
  const { db = openTestDb(), ...given } = changes
  let seconds = 0
  const announced: StudyChange[] = []
  const tell = (all: readonly StudyChange[]): void => {
    announced.push(joinChanges(all))
  }
  const entries = createJournalRepository(db)
  const drafts = createDraftRepository(db)
  const entities = [noteEntity(db)]
  const deps: JournalDeps = {
    ...{ entries, drafts, entities, computer: 'here', place: '1:1' },
    nowUtc: () => new Date(Date.UTC(2024, 4, 3, 10) + 1000 * seconds++).toISOString(),
    inTransaction: (work) => inTransaction(db, work),
    tell: (change) => {
      afterCommit(db, tell, change)
    },
    ...given,
  }
  const journal = createJournal(deps)
  const service = createJournalService({
    ...{ journal, entries, drafts, entities: deps.entities },
    partsOf: (of) => (of.kind === 'patient' ? [of.code] : null),
  })
  const put = (name: string, text: string | null, rater: string | null = 'AB') =>
    journal.change({
      ...{ action: 'note.write', label: `note ${name}`, rater },
      changes: [{ entity: 'note', key: [name], after: text === null ? null : { text } }],
    })
  const textOf = (name: string): string | null =>
    (deps.entities[0]?.read([name]) as { text: string } | null)?.text ?? null
  return { db, journal, service, entries, announced, put, textOf, deps }
}

/** The journal's service over all that is in a study. */
export function serviceOf({ repositories, nowUtc, db }: Pick<TestContext, 'repositories' | 'nowUtc' | 'db'>) {
  return createStudyJournal(repositories, {
    ...{ computer: '', place: '', nowUtc },
    inTransaction: (work) => inTransaction(db, work),
  }).service()
}
