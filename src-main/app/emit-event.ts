import { ipcEvents } from '#shared/ipc/contract.ts'
import type { IpcEvent, IpcEventName } from '#shared/ipc/contract.ts'
import type { Origin } from './ipc/origin.ts'
import type { Logger } from './logger.ts'

/** Tells the window something unasked. `origin`: the request that it comes of. */
export type EmitEvent = <Name extends IpcEventName>(
  name: Name,
  payload: IpcEvent<Name>,
  origin?: Origin | null,
) => void

export interface EmitterOptions {
  /** Hands it to the window, if there is one. */
  readonly send: (name: IpcEventName, payload: object | null, origin: Origin | null) => void
  readonly log: Logger
}

/** What breaks its contract is not sent, in any build, and the log says which event it was. */
export function createEmitter({ send, log }: EmitterOptions): EmitEvent {
  return (name, payload, origin = null) => {
    if (!Object.hasOwn(ipcEvents, name)) return
    const known: IpcEventName = name
    if (!ipcEvents[known].safeParse(payload).success) {
      log.error(`the event ${known} breaks its contract`)
      return
    }
    send(name, payload, origin)
  }
}
