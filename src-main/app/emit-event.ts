import { ipcEvents } from '#shared/ipc/contract.ts'
import type { IpcEvent, IpcEventName } from '#shared/ipc/contract.ts'
import type { Logger } from './logger.ts'

/** Tells the window something unasked. */
export type EmitEvent = <Name extends IpcEventName>(name: Name, payload: IpcEvent<Name>) => void

export interface EmitterOptions {
  /** Hands it to the window, if there is one. */
  readonly send: (name: IpcEventName, payload: unknown) => void
  readonly log: Logger
}

/** What breaks its contract is not sent, in any build, and the log says which event it was. */
export function createEmitter({ send, log }: EmitterOptions): EmitEvent {
  return (name, payload) => {
    if (!Object.hasOwn(ipcEvents, name)) return
    const known: IpcEventName = name
    if (!ipcEvents[known].safeParse(payload).success) {
      log.error(`the event ${known} breaks its contract`)
      return
    }
    send(name, payload)
  }
}
