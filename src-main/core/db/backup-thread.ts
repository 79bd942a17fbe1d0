import { AppError, isAppError } from '#shared/errors.ts'
import { createThread } from '../async/thread-calls.ts'
import type { BackupRequest } from './daily-backup.ts'

/** Writes a backup; rejects with an AppError when that was not possible. */
export type MakeBackup = (request: BackupRequest) => Promise<void>

/** What the thread does. */
export interface BackupWorks {
  daily(request: BackupRequest): Promise<void>
}

/** Where `daily-backup-worker.ts` lies when nothing was bundled. */
const unbundledScript = new URL('./daily-backup-worker.ts', import.meta.url)

/** In a thread of its own for each: a large study takes seconds, in which people work on. */
export function backUpInThread(script: string | URL = unbundledScript): MakeBackup {
  return async (request) => {
    const thread = createThread<BackupWorks>(script)
    try {
      await thread.call('daily', request)
    } catch (error) {
      if (isAppError(error)) throw error
      throw new AppError('internal', 'The backup of the study was cut off.', { cause: error })
    } finally {
      await thread.end()
    }
  }
}
