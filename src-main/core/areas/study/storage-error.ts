import { explainSqlError } from '../../db/sql.ts'

/**
 * For the shells, which catch whatever comes up: a file that is found to be damaged in the middle of work, a
 * full disk or a drive that went away has a sentence of its own, wherever it was noticed.
 */
export function explainStorageError(error: unknown): unknown {
  return explainSqlError(error)
}
