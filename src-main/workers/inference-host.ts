/** The inference process: joins Electron's message port to the job runner. */
import { createMediaTools } from '#core/media/media-tools.ts'
import { findFfmpeg } from '#core/media/find-ffmpeg.ts'
import { createJobRunner } from '#core/inference/job-runner.ts'
import { openModels } from '#core/inference/pack-models.ts'
import type { HostPort } from '#core/inference/protocol.ts'
import { openWorkerSession } from '#core/inference/worker-session.ts'
import sessionWorker from '../core/inference/session-worker.ts?modulePath'

const { parentPort } = process

const port: HostPort = {
  postMessage: (message) => {
    parentPort.postMessage(message)
  },
  onMessage: (listener) => {
    const forward = (event: { data: unknown }): void => {
      listener(event.data)
    }
    parentPort.on('message', forward)
    return () => parentPort.off('message', forward)
  },
}

createJobRunner({
  port,
  media: async () => createMediaTools(await findFfmpeg()),
  open: (folders) =>
    openModels({ ...folders, openThreaded: (options) => openWorkerSession(options, sessionWorker) }),
  onDisposed: () => process.exit(0),
})
