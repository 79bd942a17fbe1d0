import { Worker } from 'node:worker_threads'
import { switchOffTelemetry } from './onnx-runtime.ts'
import type { InputTensor, OutputTensor, Session, SessionOptions } from './ort-session.ts'

export type WorkerRequest =
  | {
      readonly type: 'run'
      readonly id: number
      readonly inputs: Readonly<Record<string, InputTensor>>
      readonly outputs: readonly string[]
    }
  | { readonly type: 'dispose' }

export type WorkerReply =
  | {
      readonly type: 'opened'
      readonly inputNames: readonly string[]
      readonly outputNames: readonly string[]
    }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'ran'; readonly id: number; readonly results: Record<string, OutputTensor> }
  | { readonly type: 'failed'; readonly id: number; readonly reason: string }

interface OpenRun {
  resolve(results: Record<string, OutputTensor>): void
  reject(error: Error): void
}

/** Where `session-worker.ts` lies when nothing was bundled. */
const unbundledScript = new URL('./session-worker.ts', import.meta.url)

/**
 * Opens a model in a thread of its own. Runs are carried out in the order of the calls. Inputs in shared memory
 * (`sharedFloats`) are not copied. The thread keeps the process alive only while a run is open.
 */
export function openWorkerSession(
  options: SessionOptions,
  script: string | URL = unbundledScript,
): Promise<Session> {
  switchOffTelemetry()
  const worker = new Worker(script, { workerData: options })
  const openRuns = new Map<number, OpenRun>()
  let lastId = 0
  let isEnded = false

  const failAll = (error: Error): void => {
    for (const { reject } of openRuns.values()) reject(error)
    openRuns.clear()
  }
  const take = (id: number): OpenRun | undefined => {
    const run = openRuns.get(id)
    openRuns.delete(id)
    if (openRuns.size === 0) worker.unref()
    return run
  }
  const exited = new Promise<void>((resolve) => {
    worker.on('exit', () => {
      isEnded = true
      failAll(threadEnded())
      resolve()
    })
  })

  return new Promise<Session>((resolve, reject) => {
    worker.on('error', (error) => {
      const cause = error instanceof Error ? error : new Error(String(error))
      failAll(cause)
      reject(cause)
    })
    worker.on('message', (message: WorkerReply) => {
      if (message.type === 'ran') take(message.id)?.resolve(message.results)
      else if (message.type === 'failed') take(message.id)?.reject(new Error(message.reason))
      else if (message.type === 'refused') reject(new Error(message.reason))
      else {
        worker.unref()
        resolve({
          inputNames: message.inputNames,
          outputNames: message.outputNames,
          run: (inputs, outputs) =>
            new Promise((resolveRun, rejectRun) => {
              if (isEnded) throw threadEnded()
              const id = ++lastId
              openRuns.set(id, { resolve: resolveRun, reject: rejectRun })
              worker.ref()
              post({ type: 'run', id, inputs, outputs })
            }),
          dispose: () => {
            worker.ref()
            post({ type: 'dispose' })
            return exited
          },
        })
      }
    })
  })

  function post(request: WorkerRequest): void {
    worker.postMessage(request)
  }
}

const threadEnded = (): Error => new Error('the thread that runs the model ended')

/** Memory that a thread can read without a copy. */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
}
