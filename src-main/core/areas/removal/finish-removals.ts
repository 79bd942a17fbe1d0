import { z } from 'zod'
import type { Database } from 'better-sqlite3'
import { isAppError } from '#shared/errors.ts'
import { explainSqlError, inTransaction } from '../../db/sql.ts'
import { clearOrphans, removeWithin } from './study-files.ts'

const filesSchema = z.array(z.string())

/**
 * Takes what is left of removals: files, and then what SQLite keeps of deleted rows in its pages and its log. Begins anew
 * after a kill at any point. False when something is in use by another program: it is tried again at the next opening.
 */
export function finishRemovals(study: { readonly db: Database; readonly folder: string }): boolean {
  if (!hasUnfinished(study.db)) return true
  try {
    return finish(study)
  } catch (error) {
    // E.g. a full disk: it keeps nobody from opening the study.
    if (isAppError(explainSqlError(error))) return false
    throw error
  }
}

function finish({ db, folder }: { readonly db: Database; readonly folder: string }): boolean {
  const areFilesGone = filesToGo(db)
    .map((name) => removeWithin(folder, name))
    .every(Boolean)
  if (!clearOrphans(db, folder) || !areFilesGone) return false
  // Names of files may hold a patient's code: they go before the pages are written anew.
  inTransaction(db, () => db.prepare(`UPDATE removals SET files_json = '[]' WHERE files_json <> '[]'`).run())
  db.exec('VACUUM')
  if (!emptyLog(db)) return false
  inTransaction(db, () => db.prepare('DELETE FROM removals').run())
  return true
}

export function hasUnfinished(db: Database): boolean {
  return db.prepare('SELECT EXISTS (SELECT 1 FROM removals)').pluck().get() === 1
}

function filesToGo(db: Database): string[] {
  const texts = db.prepare<[], string>('SELECT files_json FROM removals').pluck().all()
  return texts.flatMap((text) => {
    try {
      return filesSchema.parse(JSON.parse(text))
    } catch {
      return []
    }
  })
}

/** Whether nothing is left in the log; not while somebody reads an older state. */
function emptyLog(db: Database): boolean {
  const [row] = z.array(z.object({ busy: z.number() })).parse(db.pragma('wal_checkpoint(TRUNCATE)'))
  return row?.busy === 0
}
