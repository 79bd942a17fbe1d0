import type { IpcEvent, IpcEventName } from '#shared/ipc/contract.ts'

/** Tells the window something unasked. */
export type EmitEvent = <Name extends IpcEventName>(name: Name, payload: IpcEvent<Name>) => void
