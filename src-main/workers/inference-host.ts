/** The inference process: joins Electron's message port to the job runner. */
import { keepFilesPrivate } from '#core/files/private-files.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import { findFfmpeg } from '#core/media/ffmpeg/find-ffmpeg.ts'
import { createJobRunner } from '#core/inference/host/job-runner.ts'
import type { MessagePort } from '#core/async/messages.ts'
import { openWorkerSession } from '#core/inference/session/worker-session.ts'

const { parentPort } = process
keepFilesPrivate()
// A bundle inside a bundle cannot be asked for, so the caller that starts this process says where the thread's code is.
const [, , sessionWorker] = process.argv
if (sessionWorker === undefined) throw new Error('the path of the session worker is missing')

const port: MessagePort = {
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
  openSession: (options) => openWorkerSession(options, sessionWorker),
  onDisposed: () => process.exit(0),
})
