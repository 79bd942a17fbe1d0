import { utilityProcess } from 'electron'
import type { BuilderProcess } from '#core/packs/build/builder-protocol.ts'
import builderModule from '../workers/pack-builder.ts?modulePath'
import { childEnvironment } from './child-environment.ts'

/** Starts the process that builds one pack. */
export function spawnPackBuilder(): Promise<BuilderProcess> {
  const child = utilityProcess.fork(builderModule, [], {
    serviceName: 'EmoCLIP pack builder',
    env: childEnvironment(),
    stdio: 'ignore',
  })
  return new Promise((resolve, reject) => {
    child.once('exit', reject)
    child.once('spawn', () => {
      child.off('exit', reject)
      resolve({
        postMessage: (message) => {
          child.postMessage(message)
        },
        onMessage: (listener) => {
          child.on('message', listener)
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
