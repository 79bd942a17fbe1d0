import type { Database } from 'better-sqlite3'
import { inTransaction } from '#core/db/sql.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import { createStudyRepositories } from '#core/areas/study/study-context.ts'
import type { StudyContext } from '#core/areas/study/study-context.ts'
import { openTestDb } from './open-test-db.ts'

export interface TestContext extends StudyContext {
  /** What was announced, in order. */
  readonly announced: string[][]
}

/** What one service works on, without the rest of a study. */
export function aContext(
  changes: { folder?: string; db?: Database; nowUtc?: () => string } = {},
): TestContext {
  const { folder = '/study', db = openTestDb(), nowUtc = () => '2024-05-03T10:00:00.000Z' } = changes
  const announced: string[][] = []
  const repositories = createStudyRepositories(db)
  const { journal } = createStudyJournal(repositories, {
    ...{ computer: '', place: '', nowUtc },
    inTransaction: (work) => inTransaction(db, work),
  })
  return {
    folder,
    db,
    repositories,
    journal,
    nowUtc,
    announce: (areas) => announced.push([...areas]),
    announced,
  }
}
