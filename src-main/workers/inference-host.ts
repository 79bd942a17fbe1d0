/** The inference process: joins Electron's message port to the job runner. */
import { createMediaTools } from '#core/media/media-tools.ts'
import { findFfmpeg } from '#core/media/find-ffmpeg.ts'
import { createJobRunner } from '#core/inference/job-runner.ts'
import type { HostPort } from '#core/inference/protocol.ts'

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
  onDisposed: () => process.exit(0),
})
