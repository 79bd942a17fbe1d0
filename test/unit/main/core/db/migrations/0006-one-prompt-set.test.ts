import { expect, test } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'

test('finds predictions by their prompt set, without the page of their blobs', () => {
  const db = openTestDb(5)
  migrations[5]?.up(db)
  const plan = db
    .prepare<[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT prompt_set_id, top_class, top_probability FROM predictions WHERE embedding_id = 1`,
    )
    .all()
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SEARCH predictions USING COVERING INDEX predictions_by_set (embedding_id=?)',
  ])
})
