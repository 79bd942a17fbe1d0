import type { Database } from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { aJournal } from '../../../../../helpers/a-journal.ts'

function aWrittenJournal(): Database {
  const { db, put } = aJournal()
  put('a', 'one')
  put('a', 'two')
  return db
}

describe('the table of the journal', () => {
  it.each([
    ['a text', "UPDATE journal SET changes = '[]' WHERE id = 1"],
    ['who made it', "UPDATE journal SET rater = 'XX' WHERE id = 1"],
    [
      'who made it, while blanking',
      "UPDATE journal SET label = NULL, changes = NULL, salt = NULL, rater = 'XX'",
    ],
    ['a part of the texts', 'UPDATE journal SET changes = NULL, salt = NULL WHERE id = 1'],
  ])('lets nobody change %s', (_, sql) => {
    const db = aWrittenJournal()
    expect(() => db.exec(sql)).toThrow(/never changed|CHECK/)
  })

  it('lets nobody delete or replace an entry', () => {
    const db = aWrittenJournal()
    expect(() => db.exec('DELETE FROM journal WHERE id = 2')).toThrow('never deleted')
    expect(() => db.exec('REPLACE INTO journal SELECT * FROM journal WHERE id = 2')).toThrow('never replaced')
  })

  it('lets an erasure blank the texts of an entry, all of them', () => {
    const db = aWrittenJournal()
    db.exec('UPDATE journal SET label = NULL, changes = NULL, salt = NULL WHERE id = 1')
    expect(db.prepare('SELECT label, changes, salt FROM journal ORDER BY id').raw().all()[0]).toEqual([
      null,
      null,
      null,
    ])
  })
})
