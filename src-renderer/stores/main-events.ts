import type { IpcEvent, IpcEventName } from '#shared/ipc/contract.ts'
import { subscribe } from '../api/client.ts'

export type MainListeners = { [Name in IpcEventName]?: (payload: IpcEvent<Name>) => void }

function listenTo<Name extends IpcEventName>(
  name: Name,
  listener: ((payload: IpcEvent<Name>) => void) | undefined,
): () => void {
  return listener === undefined ? () => undefined : subscribe(name, listener)
}

/** What main tells unasked reaches the window through here alone. Returns how to stop listening. */
export function listenToMain(listeners: MainListeners): () => void {
  const stops = [
    listenTo('job.changed', listeners['job.changed']),
    listenTo('caption.leave', listeners['caption.leave']),
    listenTo('study.opened', listeners['study.opened']),
    listenTo('study.told', listeners['study.told']),
    listenTo('study.changed', listeners['study.changed']),
    listenTo('inference.changed', listeners['inference.changed']),
    listenTo('packs.changed', listeners['packs.changed']),
    listenTo('video.stripChanged', listeners['video.stripChanged']),
    listenTo('menu.command', listeners['menu.command']),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
