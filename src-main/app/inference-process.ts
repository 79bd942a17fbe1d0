import { utilityProcess } from 'electron'
import type { HostProcess } from '#core/inference/host/supervised-client.ts'
import sessionWorkerModule from '#core/inference/session/session-worker.ts?modulePath'
import hostModule from '../workers/inference-host.ts?modulePath'
import { childEnvironment } from './child-environment.ts'

function hostEnvironment(ffmpeg: string | null): NodeJS.ProcessEnv {
  // The host reads videos with the very program that this process found.
  return { ...childEnvironment(), ...(ffmpeg === null ? {} : { EMOCLIP_FFMPEG: ffmpeg }) }
}

/**
 * Starts the process in which models run, so that a crash in native code takes neither window nor study down.
 *
 * @param ffmpeg absolute path; null when none was found
 */
export function spawnInferenceHost(ffmpeg: string | null): Promise<HostProcess> {
  const child = utilityProcess.fork(hostModule, [sessionWorkerModule], {
    serviceName: 'EmoCLIP inference',
    env: hostEnvironment(ffmpeg),
    stdio: 'ignore',
  })
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
