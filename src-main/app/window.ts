import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { JsonFile } from './json-file.ts'
import type { Logger } from './logger.ts'
import { placeWindow, smallest } from './window-bounds.ts'
import type { WindowBounds } from './window-bounds.ts'

export interface WindowOptions {
  /** Absolute path. */
  readonly preload: string
  /** Address of the window's document. */
  readonly url: string
  readonly bounds: JsonFile<WindowBounds | null>
  readonly developerTools: boolean
  readonly log: Logger
}

/** What shows until the document has painted; the same greys as in the window's style sheet. */
const background = (): string => (nativeTheme.shouldUseDarkColors ? '#17181a' : '#f6f6f5')

/** Opens the window. It appears with its first paint, not before. */
export function openWindow({ preload, url, bounds, developerTools, log }: WindowOptions): BrowserWindow {
  const last = bounds.read()
  const window = new BrowserWindow({
    ...placeWindow(
      last,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    backgroundColor: background(),
    autoHideMenuBar: process.platform !== 'darwin',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: developerTools,
    },
  })
  if (last?.maximized === true) window.maximize()
  window.once('ready-to-show', () => {
    window.show()
  })
  window.on('close', () => {
    bounds.write({ ...window.getNormalBounds(), maximized: window.isMaximized() })
  })
  nativeTheme.on('updated', () => {
    if (!window.isDestroyed()) window.setBackgroundColor(background())
  })
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log.error(`the window's process is gone: ${reason}`, undefined, { exitCode })
    // Every edit is on disk by now, so a fresh document shows all there is.
    if (reason === 'crashed' || reason === 'oom') window.reload()
  })
  window.loadURL(url).catch((error: unknown) => {
    log.error('the window did not load', error)
  })
  return window
}

export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** Whether its document is there and runs. */
export function isAlive(window: BrowserWindow | null): boolean {
  if (window === null || window.isDestroyed()) return false
  const { webContents } = window
  return !webContents.isCrashed() && !webContents.isLoadingMainFrame()
}
