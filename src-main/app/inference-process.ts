import type { HostProcess } from '#core/async/messages.ts'
import sessionWorkerModule from '#core/inference/session/session-worker.ts?modulePath'
import hostModule from '../workers/inference-host.ts?modulePath'
import { childEnvironment } from './child-environment.ts'
import { forkHost } from './fork-host.ts'

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
  return forkHost(hostModule, {
    name: 'EmoCLIP inference',
    args: [sessionWorkerModule],
    env: hostEnvironment(ffmpeg),
  })
}
