/** The thread behind `backup-thread.ts`. */
import { serveThreadCalls } from '../async/thread-calls.ts'
import type { BackupWorks } from './backup-thread.ts'
import { makeDailyBackup } from './daily-backup.ts'

serveThreadCalls<BackupWorks>({
  daily(request) {
    makeDailyBackup(request)
    return Promise.resolve()
  },
})
