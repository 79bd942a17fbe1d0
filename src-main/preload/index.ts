import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from '../../src-shared/ipc/contract.ts'

/** The whole surface between window and main. Main checks channel and payload; nothing is checked here. */
const bridge: Bridge = {
  invoke: (channel, request, number) => ipcRenderer.invoke('call', channel, request, number),
  on: (event, listener) => {
    const receive = (_: unknown, name: string, payload: unknown): void => {
      if (name === event) listener(payload)
    }
    ipcRenderer.on('event', receive)
    return () => {
      ipcRenderer.off('event', receive)
    }
  },
  pathOfDropped: (file) => webUtils.getPathForFile(file as File),
}

contextBridge.exposeInMainWorld('bridge', bridge)
