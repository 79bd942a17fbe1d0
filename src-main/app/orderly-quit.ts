import { app, dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import type { JobRegistry } from '#core/jobs/job-registry.ts'
import type { Logger } from './logger.ts'

export interface OrderlyQuit {
  readonly jobs: JobRegistry
  /** Closes the study and ends other processes. */
  readonly close: () => Promise<void>
  readonly log: Logger
}

async function mayStop(window: BrowserWindow, jobs: JobRegistry): Promise<boolean> {
  const titles = jobs.active().map((job) => job.title)
  if (titles.length === 0) return true
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Stop the work that is not finished?',
    detail: `${titles.join('\n')}\n\nWhat is done so far is kept; the rest can be started again.`,
    buttons: ['Keep working', 'Stop and quit'],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1
}

/** Asks before work is cut off, and ends it in order: jobs, study, inference process. */
export function quitInOrder(window: BrowserWindow, { jobs, close, log }: OrderlyQuit): void {
  let isAllowed = false

  window.on('close', (event) => {
    if (isAllowed || jobs.active().length === 0) return
    event.preventDefault()
    void mayStop(window, jobs).then((allowed) => {
      isAllowed = allowed
      if (allowed) app.quit()
    })
  })
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    void jobs
      .cancelAll()
      .then(close)
      .catch((error: unknown) => {
        log.error('the end was not in order', error)
      })
      .finally(() => {
        // Not quit(): called from within its own event, that would be ignored.
        app.exit(0)
      })
  })
}
