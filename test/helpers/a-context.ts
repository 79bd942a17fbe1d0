import type { Database } from 'better-sqlite3'
import { createStudyRepositories } from '#core/services/study-context.ts'
import type { StudyContext } from '#core/services/study-context.ts'
import { openTestDb } from './open-test-db.ts'

export interface TestContext extends StudyContext {
  /** What was announced, in order. */
  readonly announced: string[][]
}

/** What one service works on, without the rest of a study. */
export function aContext(changes: { folder?: string; db?: Database } = {}): TestContext {
  const { folder = '/study', db = openTestDb() } = changes
  const announced: string[][] = []
  return {
    folder,
    db,
    repositories: createStudyRepositories(db),
    nowUtc: () => '2024-05-03T10:00:00.000Z',
    announce: (areas) => announced.push([...areas]),
    announced,
  }
}
