import { utilityProcess } from 'electron'
import type { HostProcess } from '#core/async/messages.ts'

export interface ForkOptions {
  /** What the system's list of processes shows. */
  readonly name: string
  readonly args?: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** Starts a script in a utility process, with a channel to it. */
export function forkHost(script: string, { name, args = [], env }: ForkOptions): Promise<HostProcess> {
  const child = utilityProcess.fork(script, [...args], { serviceName: name, env, stdio: 'ignore' })
  return new Promise((resolve, reject) => {
    child.once('exit', reject)
    child.once('spawn', () => {
      child.off('exit', reject)
      resolve({
        port: {
          postMessage: (message) => {
            child.postMessage(message)
          },
          onMessage: (listener) => {
            child.on('message', listener)
            return () => child.off('message', listener)
          },
        },
        onExit: (listener) => {
          child.once('exit', listener)
        },
        kill: () => {
          child.kill()
        },
      })
    })
  })
}
