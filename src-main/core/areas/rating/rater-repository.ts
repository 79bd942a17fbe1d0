import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import type { Rater } from '#shared/domain/rater.ts'
import { readStored } from '../../db/stored-value.ts'
import { randomUid } from '../../journal/uid.ts'

/** With those who became one with another. */
export interface StoredRater extends Rater {
  /** Stays when the code becomes another. */
  readonly uid: string
  /** Id of whom they are one with; null for whoever is themselves. */
  readonly mergedInto: number | null
  /** Uids of those who rate together under this code; null for one person. */
  readonly memberUids: readonly string[] | null
}

type RaterRow = Omit<StoredRater, 'memberUids' | 'consensusOf'> & { members: string | null }

function toStored({ members, ...row }: RaterRow): StoredRater {
  return {
    ...row,
    memberUids: members === null ? null : readStored(membersSchema, members, `The rater ${row.code}`),
  }
}

const membersSchema = z.array(z.string())

export type RaterRepository = ReturnType<typeof createRaterRepository>

const COLUMNS = 'id, code, uid, merged_into AS mergedInto, consensus_of AS members'

export function createRaterRepository(db: Database) {
  const all = db.prepare<[], RaterRow>(
    `SELECT ${COLUMNS} FROM raters WHERE merged_into IS NULL ORDER BY code`,
  )
  const stored = db.prepare<[], RaterRow>(`SELECT ${COLUMNS} FROM raters`)
  const byId = db.prepare<[number], RaterRow>(`SELECT ${COLUMNS} FROM raters WHERE id = ?`)
  const byCode = db.prepare<[string], RaterRow>(`SELECT ${COLUMNS} FROM raters WHERE code = ?`)
  const byUid = db.prepare<[string], RaterRow>(`SELECT ${COLUMNS} FROM raters WHERE uid = ?`)
  const insert = db.prepare<[string, string, string]>(
    'INSERT INTO raters (code, uid, created_utc) VALUES (?, ?, ?)',
  )
  const put = db.prepare<[string, number | null, string | null, number]>(
    'UPDATE raters SET code = ?, merged_into = ?, consensus_of = ? WHERE id = ?',
  )
  const remove = db.prepare<[string]>('DELETE FROM raters WHERE uid = ?')
  const maybe = (row: RaterRow | undefined): StoredRater | undefined =>
    row === undefined ? undefined : toStored(row)
  const rowById = (id: number) => maybe(byId.get(id))
  const rowByCode = (code: string) => maybe(byCode.get(code))
  const rowByUid = (uid: string) => maybe(byUid.get(uid))
  const uidsOf = db
    .prepare<[number], string>(
      `WITH RECURSIVE one (id, uid) AS (
         SELECT id, uid FROM raters WHERE id = ?
         UNION SELECT raters.id, raters.uid FROM raters JOIN one ON merged_into = one.id)
       SELECT uid FROM one`,
    )
    .pluck()
  const copyShown = db.prepare<[number, number]>(
    `INSERT OR IGNORE INTO exposures (rater_id, session_id, kind, first_utc)
     SELECT ?, session_id, kind, first_utc FROM exposures WHERE rater_id = ?`,
  )

  function present(rater: StoredRater | undefined): StoredRater | null {
    let found = rater
    while (found !== undefined && found.mergedInto !== null) found = rowById(found.mergedInto)
    return found ?? null
  }
  const toRater = ({ id, code, memberUids }: StoredRater): Rater =>
    memberUids === null
      ? { id, code }
      : { id, code, consensusOf: memberUids.map((uid) => present(rowByUid(uid))?.code ?? uid) }

  return {
    /** Without those who became one with another. */
    list: (): Rater[] => all.all().map((row) => toRater(toStored(row))),
    /** Null too for one who became one with another: nobody works under that one any more. */
    get: (id: number): Rater | null => {
      const rater = rowById(id)
      return rater === undefined || rater.mergedInto !== null ? null : toRater(rater)
    },
    /** Those too who became one with another. */
    stored: (): StoredRater[] => stored.all().map(toStored),
    byUid: (uid: string): StoredRater | null => rowByUid(uid) ?? null,
    byCode: (code: string): StoredRater | null => rowByCode(code) ?? null,
    /** Whoever has this code, or is one with whom had it. */
    whoIs: (code: string): StoredRater | null => present(rowByCode(code)),
    uidOf: (id: number): string | null => byId.get(id)?.uid ?? null,
    /** What whoever has this uid is called by now; null when there is none. */
    codeOf: (uid: string): string | null => present(rowByUid(uid))?.code ?? null,
    /** Of this rater, and of all who became one with them. */
    uidsOf: (id: number): string[] => uidsOf.all(id),
    /** Who comes first under a code has it as uid, too: two computers that import the same folder agree. */
    uidFor: (code: string): string => (byUid.get(code) === undefined ? code : randomUid()),
    /** Call through the journal. */
    insert: (code: string, uid: string, nowUtc: string): number =>
      Number(insert.run(code, uid, nowUtc).lastInsertRowid),
    /** Call through the journal. */
    put: (
      id: number,
      { code, mergedInto, memberUids }: Pick<StoredRater, 'code' | 'mergedInto' | 'memberUids'>,
    ): void => {
      const before = byId.get(id)?.mergedInto ?? null
      put.run(code, mergedInto, memberUids === null ? null : JSON.stringify(memberUids), id)
      // What the one was shown the other knows, also when they are two again.
      if (mergedInto !== null) copyShown.run(mergedInto, id)
      else if (before !== null) copyShown.run(id, before)
    },
    /** Only one of whom nothing is in the study; foreign keys refuse any other. */
    remove: (uid: string): void => {
      remove.run(uid)
    },
  }
}
