import { utilityProcess } from 'electron'
import type { HostProcess } from '#core/inference/supervised-client.ts'
import sessionWorkerModule from '#core/inference/session-worker.ts?modulePath'
import hostModule from '../workers/inference-host.ts?modulePath'

/** What a host process may see of this one's environment: enough to run, nothing that changes how. */
const PASSED_ON = [
  'PATH',
  'Path',
  'HOME',
  'USERPROFILE',
  'LANG',
  'LC_ALL',
  'EMOCLIP_PROVIDER',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'LD_LIBRARY_PATH',
  // Which graphics card ONNX Runtime finds.
  'VK_DRIVER_FILES',
  'VK_ICD_FILENAMES',
  'CUDA_VISIBLE_DEVICES',
]

function hostEnvironment(ffmpeg: string | null): NodeJS.ProcessEnv {
  const passed = PASSED_ON.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  // The host reads videos with the very program that this process found.
  return { ...Object.fromEntries(passed), ...(ffmpeg === null ? {} : { EMOCLIP_FFMPEG: ffmpeg }) }
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
