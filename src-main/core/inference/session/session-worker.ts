/**
 * Runs one model in a thread of its own, for `worker-session.ts`. The runtime's `run` blocks its thread, so
 * without this nothing could be decoded or cropped while a net works.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { openOrtSession } from './ort-session.ts'
import type { SessionOptions } from './ort-session.ts'
import type { WorkerReply, WorkerRequest } from './worker-session.ts'

const port = parentPort
if (port === null) throw new Error('session-worker runs as a worker thread only')

const reply = (message: WorkerReply): void => {
  port.postMessage(message)
}
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

try {
  const session = await openOrtSession(workerData as SessionOptions)
  const running = new Set<Promise<void>>()
  port.on('message', (request: WorkerRequest) => {
    if (request.type === 'dispose') {
      // The runtime only begins a run with the next turn; what was asked before is answered first.
      void Promise.all(running)
        .then(() => session.dispose())
        .finally(() => {
          port.close()
        })
      return
    }
    const { id, inputs, outputs } = request
    const run = session.run(inputs, outputs).then(
      (results) => {
        running.delete(run)
        reply({ type: 'ran', id, results })
      },
      (error: unknown) => {
        running.delete(run)
        reply({ type: 'failed', id, reason: reasonOf(error) })
      },
    )
    running.add(run)
  })
  reply({ type: 'opened', inputNames: session.inputNames, outputNames: session.outputNames })
} catch (error) {
  reply({ type: 'refused', reason: reasonOf(error) })
  port.close()
}
