import { app, dialog, powerMonitor } from 'electron'
import type { BrowserWindow } from 'electron'
import type { JobRegistry } from '#core/jobs/job-registry.ts'
import type { LeaveCaptions } from './leave-captions.ts'
import type { Logger } from './logger.ts'

export interface OrderlyQuit {
  readonly jobs: JobRegistry
  readonly leaveCaptions: LeaveCaptions
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

/** Whatever goes wrong with asking, the window can be closed. */
async function mayClose(window: BrowserWindow, { jobs, leaveCaptions, log }: OrderlyQuit): Promise<boolean> {
  try {
    return (await leaveCaptions.mayLeave()) && (await mayStop(window, jobs))
  } catch (error) {
    log.error('what is to be asked before the end could not be asked', error)
    return true
  }
}

/**
 * Has saved what is typed, asks about what cannot be and before work is cut off, and ends it in order: jobs, study,
 * inference process. However the end comes: the window's own button, the menu, a signal, the end of the session.
 */
export function quitInOrder(window: BrowserWindow, options: OrderlyQuit): void {
  const { jobs, close, log } = options
  let isAllowed = false
  let isAsking = false

  window.on('close', (event) => {
    if (isAllowed) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    void mayClose(window, options).then((allowed) => {
      isAsking = false
      isAllowed = allowed
      if (allowed) app.quit()
    })
  })
  // The system waits for as long as it does: what is typed is saved first.
  const onShutdown = (event: Electron.Event): void => {
    event.preventDefault()
    app.quit()
  }
  // Electron's types leave out the event that it hands over.
  powerMonitor.on('shutdown', onShutdown as () => void)
  window.on('query-session-end', () => void options.leaveCaptions.mayLeave())
  app.on('window-all-closed', () => {
    app.quit()
  })
  app.on('will-quit', (event) => {
    event.preventDefault()
    void jobs
      .interruptAll()
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
