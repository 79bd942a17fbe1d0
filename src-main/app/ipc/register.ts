import { ipcMain } from 'electron'
import type { BrowserWindow, IpcMainInvokeEvent } from 'electron'
import type { IpcEventName } from '#shared/ipc/contract.ts'
import type { IpcResult } from '#shared/ipc/define.ts'
import type { Logger } from '../logger.ts'
import type { Dispatch } from './dispatch.ts'
import { forRequest, toldTo } from './origin.ts'
import type { Origin } from './origin.ts'

export interface IpcBoundary {
  /** The one window that may ask; null while there is none. */
  readonly window: () => BrowserWindow | null
  /** Origin of the window's document. */
  readonly origin: string
  readonly log: Logger
}

const REFUSED: IpcResult<never> = {
  ok: false,
  code: 'bad-request',
  message: 'Only the program’s own window may ask this.',
}

/** A closed window stays an object for a while, and throws when it is used. */
function living(window: BrowserWindow | null): BrowserWindow | null {
  return window === null || window.isDestroyed() ? null : window
}

function isOurs(event: IpcMainInvokeEvent, { window, origin }: IpcBoundary): boolean {
  const frame = event.senderFrame
  const ours = living(window())?.webContents.mainFrame
  if (frame === null || ours === undefined) return false
  // A frame that went elsewhere keeps its identity: its address must be ours, too.
  return frame === ours && frame.url.startsWith(`${origin}/`)
}

/** As the window counts its requests. */
const isNumber = (number: unknown): number is number => Number.isSafeInteger(number) && Number(number) > 0

/** The only listener for messages of a window. */
export function registerIpc(dispatch: Dispatch, boundary: IpcBoundary): void {
  ipcMain.handle('call', (event, ...said: unknown[]) => {
    const [channel, request, number] = said
    if (isOurs(event, boundary)) {
      const answer = () => dispatch(channel, request)
      return isNumber(number) ? forRequest({ window: event.sender.id, request: number }, answer) : answer()
    }
    boundary.log.warn('a request from a frame that is not the window’s own was refused')
    return REFUSED
  })
}

/** Sends to the window, if there is one; which of its own requests it comes of is told to the one that made it. */
export function sendTo(
  window: IpcBoundary['window'],
): (name: IpcEventName, payload: object | null, origin: Origin | null) => void {
  return (name, payload, origin) => {
    const contents = living(window())?.webContents
    contents?.send('event', name, toldTo(contents.id, payload, origin))
  }
}
