/** The thread behind `backup-thread.ts`. */
import { parentPort, workerData } from 'node:worker_threads'
import { isAppError } from '#shared/errors.ts'
import type { BackupReply } from './backup-thread.ts'
import { makeDailyBackup } from './daily-backup.ts'
import type { BackupRequest } from './daily-backup.ts'

function answer(): BackupReply {
  try {
    makeDailyBackup(workerData as BackupRequest)
    return null
  } catch (error) {
    if (isAppError(error)) return { code: error.code, message: error.message }
    return { code: 'internal', message: error instanceof Error ? error.message : String(error) }
  }
}

parentPort?.postMessage(answer())
