import { Worker } from 'node:worker_threads'
import { AppError } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'
import type { BackupRequest } from './daily-backup.ts'

/** Writes a backup; rejects with an AppError when that was not possible. */
export type MakeBackup = (request: BackupRequest) => Promise<void>

/** Null when the backup is there. */
export type BackupReply = { readonly code: ErrorCode; readonly message: string } | null

/** Where `daily-backup-worker.ts` lies when nothing was bundled. */
const unbundledScript = new URL('./daily-backup-worker.ts', import.meta.url)

/** In a thread of its own: a large study takes seconds, in which people work on. */
export function backUpInThread(script: string | URL = unbundledScript): MakeBackup {
  return (request) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(script, { workerData: request })
      worker.on('message', (reply: BackupReply) => {
        if (reply === null) resolve()
        else reject(new AppError(reply.code, reply.message))
      })
      worker.on('error', reject)
      // After an answer this is no news.
      worker.on('exit', () => {
        reject(new AppError('internal', 'The backup of the study was cut off.'))
      })
    })
}
