import type { Database } from 'better-sqlite3'
import { joinChanges } from '#shared/domain/study.ts'
import type { StudyChange } from '#shared/domain/study.ts'
import { createInFlight } from '#core/async/in-flight.ts'
import { afterCommit, inTransaction } from '#core/db/sql.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import { createStudyRepositories } from '#core/areas/study/study-context.ts'
import type { StudyContext } from '#core/areas/study/study-context.ts'
import { openTestDb } from './open-test-db.ts'

export interface TestContext extends StudyContext {
  /** Areas that were announced, in order. */
  readonly announced: string[][]
  /** The same with what changed in them. */
  readonly changes: StudyChange[]
}

/** What one service works on, without the rest of a study. */
export function aContext(
  changes: { folder?: string; db?: Database; nowUtc?: () => string } = {},
): TestContext {
  const { folder = '/study', db = openTestDb(), nowUtc = () => '2024-05-03T10:00:00.000Z' } = changes
  const announced: string[][] = []
  const told: StudyChange[] = []
  const tell = (all: readonly StudyChange[]): void => {
    const change = joinChanges(all)
    told.push(change)
    announced.push([...change.areas])
  }
  const repositories = createStudyRepositories(db)
  const { journal } = createStudyJournal(repositories, {
    ...{ computer: '', place: '', nowUtc },
    inTransaction: (work) => inTransaction(db, work),
    tell: (change) => {
      afterCommit(db, tell, change)
    },
  })
  return {
    folder,
    db,
    repositories,
    journal,
    making: createInFlight(),
    nowUtc,
    announce: (areas, ids = null) => {
      tell([{ areas, ids }])
    },
    announced,
    changes: told,
  }
}
