import { join } from 'node:path'
import { isAppError } from '#shared/errors.ts'
import { copiesHolding } from '../../db/copies-holding.ts'
import { makeDailyBackup, dueBackup } from '../../db/daily-backup.ts'
import type { BackupRequest } from '../../db/daily-backup.ts'
import type { MakeBackup } from '../../db/backup-thread.ts'
import type { BackupService } from './service.ts'
import type { StudyContext } from './study-context.ts'

export interface BackupServiceDeps {
  readonly sqliteBinding: string | null
  readonly now: () => Date
  /** Not given: in this thread, at once. */
  readonly makeBackup?: MakeBackup
}

/** The day's backup of an open study. It never stands in the way of work: what goes wrong is told, not thrown. */
export function createBackupService(context: StudyContext, deps: BackupServiceDeps): BackupService {
  const { sqliteBinding, now, makeBackup = makeHere } = deps
  const file = join(context.folder, 'study.sqlite')
  let running: Promise<string | null> | null = null

  const make = async (): Promise<string | null> => {
    try {
      const due = dueBackup(file, sqliteBinding, now())
      if (due !== null) await makeBackup(due)
      return null
    } catch (error) {
      const reason = isAppError(error) ? error.message : 'Something unexpected went wrong.'
      return `Today’s backup of the study was not made. ${reason}`
    }
  }

  return {
    daily() {
      if (context.db.readonly) return Promise.resolve(null)
      running ??= make().finally(() => {
        running = null
      })
      return running
    },
    holding: (patient) => copiesHolding(context.folder, patient, sqliteBinding),
    async atRest() {
      await running
    },
  }
}

async function makeHere(request: BackupRequest): Promise<void> {
  // Waits a turn, so that what it throws is a rejection.
  await Promise.resolve()
  makeDailyBackup(request)
}
