import { basename, dirname } from 'node:path'
import { auditTable } from '../../exchange/csv/audit-export.ts'
import type { AuditRow } from '../../exchange/csv/audit-export.ts'
import { createFileBatch } from '../../exchange/csv/table-files.ts'
import { explainWriteError } from '../../files/os-errors.ts'

/** Writes the table whole, or nothing. Throws AppError with one sentence about the folder. */
export async function writeAudit(file: string, rows: readonly AuditRow[]): Promise<void> {
  const files = createFileBatch(dirname(file))
  try {
    await files.writeTable(auditTable(basename(file), rows), new AbortController().signal)
    await files.publish()
  } catch (error) {
    await files.discard()
    throw explainWriteError(error, basename(dirname(file)))
  }
}
