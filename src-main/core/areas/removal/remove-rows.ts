import type { Database } from 'better-sqlite3'
import { importResultSchema } from '#shared/domain/import-plan.ts'
import { hasWord } from './entries-about.ts'
import type { WhatGoes } from './what-goes.ts'

const inList = (column: string): string => `${column} IN (SELECT value FROM json_each(@list))`

/** Models that learnt from these visits: their weights are made of the patient's face and ratings. */
export function modelsTrainedOn(db: Database, sessionIds: readonly number[]): number[] {
  return db
    .prepare<{ list: string }, number>(
      `SELECT DISTINCT model_id FROM estimates WHERE (held_out = 1 OR rating IS NOT NULL) AND ${inList('session_id')}`,
    )
    .pluck()
    .all({ list: JSON.stringify(sessionIds) })
}

/**
 * All rows of the study but the journal's and what is being typed. A severity model that learnt from what goes is removed
 * whole: marking it would leave numbers that are made of the face and the ratings of whoever withdrew. Call within a
 * transaction.
 */
export function removeRows(db: Database, goes: WhatGoes): void {
  const { what, sessionIds, reached } = goes
  const sessions = JSON.stringify(sessionIds)
  const models = JSON.stringify(modelsTrainedOn(db, sessionIds))
  db.prepare(`DELETE FROM estimates WHERE ${inList('model_id')}`).run({ list: models })
  db.prepare(`DELETE FROM severity_models WHERE ${inList('id')}`).run({ list: models })
  // An estimate is of a visit, and made of every clip of it.
  db.prepare(`DELETE FROM estimates WHERE ${inList('session_id')}`).run({ list: sessions })
  for (const { table, where } of reached) {
    db.prepare(`DELETE FROM "${table}" WHERE ${where}`).run({ id: what.id })
  }
  if (what.kind === 'video') forgetUnseen(db, sessions)
  if (what.kind === 'visit') {
    db.exec('DELETE FROM patients WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE patient_id = patients.id)')
  }
  // Their titles and logs name clips, and what they were begun with names files: none of it is needed.
  db.exec('DELETE FROM jobs')
  cleanTakenBack(db, goes)
  cleanImports(db, goes)
  cleanRuns(db, goes)
}

/** People who are seen in no other video of the visit; the others' templates were made of this one, too. */
function forgetUnseen(db: Database, sessions: string): void {
  const rest = `${inList('session_id')} AND
    NOT EXISTS (SELECT 1 FROM face_tracks WHERE person_id = people.id)`
  db.prepare(`DELETE FROM people WHERE ${rest}`).run({ list: sessions })
  db.prepare(`UPDATE people SET embedding = NULL WHERE ${inList('session_id')}`).run({ list: sessions })
}

function isAbout(text: string, { names, codes }: WhatGoes): boolean {
  return codes.some((code) => hasWord(text, code)) || [...names].some((name) => text.includes(name))
}

/** Videos of an import that was taken back. */
function cleanTakenBack(db: Database, { names }: WhatGoes): void {
  db.prepare(`DELETE FROM taken_back_videos WHERE ${inList('uid')} OR ${inList('visit')}`).run({
    list: JSON.stringify([...names]),
  })
}

/** Lists of what an import left out name files and visits. */
function cleanImports(db: Database, goes: WhatGoes): void {
  const rows = db
    .prepare<[], { id: number; text: string }>('SELECT id, result_json AS text FROM imports')
    .all()
  const update = db.prepare<[string, number]>('UPDATE imports SET result_json = ? WHERE id = ?')
  const remove = db.prepare<[number]>('DELETE FROM imports WHERE id = ?')
  for (const { id, text } of rows) {
    if (!isAbout(text, goes)) continue
    const result = readResult(text)
    if (result === null) {
      remove.run(id)
      continue
    }
    const isOfOthers = (part: unknown): boolean => !isAbout(JSON.stringify(part), goes)
    update.run(
      JSON.stringify({
        ...result,
        refusals: result.refusals.filter(isOfOthers),
        notes: result.notes.filter(isOfOthers),
      }),
      id,
    )
  }
}

function readResult(text: string) {
  try {
    return importResultSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Why a run failed may name a clip. */
function cleanRuns(db: Database, goes: WhatGoes): void {
  const rows = db
    .prepare<[], { id: number; message: string }>('SELECT id, message FROM runs WHERE message IS NOT NULL')
    .all()
  const forget = db.prepare<[number]>('UPDATE runs SET message = NULL WHERE id = ?')
  for (const { id, message } of rows) if (isAbout(message, goes)) forget.run(id)
}
