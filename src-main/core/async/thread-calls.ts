import { parentPort, Worker } from 'node:worker_threads'
import { AppError, isAppError } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'

/** How work tells its caller how far it is, and hears that it shall stop. */
export interface CallControl {
  readonly signal: AbortSignal
  /** Whole and partial items. */
  progress(done: number, total: number): void
}

/** What a thread does for its callers, by name. Inputs and outputs are copied, so they hold data only. */
export type Works<All> = { readonly [Kind in keyof All]: Work }
type Work = (input: never, control: CallControl) => Promise<unknown>

type CallRequest =
  | { readonly id: number; readonly kind: string; readonly input: unknown }
  | { readonly id: number; readonly kind: null }

type CallReply =
  | { readonly id: number; readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly id: number; readonly type: 'done'; readonly output: unknown }
  | {
      readonly id: number
      readonly type: 'failed'
      readonly code: ErrorCode | null
      readonly message: string
    }

interface OpenCall {
  readonly control: CallControl
  resolve(output: unknown): void
  reject(error: unknown): void
}

/** Rejects as the work does, and with the reason of the signal when it is aborted. */
export type Call<All extends Works<All>> = <Kind extends keyof All & string>(
  kind: Kind,
  input: Parameters<All[Kind]>[0],
  control?: CallControl,
) => ReturnType<All[Kind]>

const unobservedCall: CallControl = { signal: new AbortController().signal, progress: () => undefined }

/** Asks a thread that serves these works; it starts with the first call, and again after it ended. */
export function createThreadCalls<All extends Works<All>>(script: string | URL): Call<All> {
  const open = new Map<number, OpenCall>()
  let worker: Worker | null = null
  let lastId = 0

  function start(): Worker {
    const started = new Worker(script)
    const failAll = (error: Error): void => {
      for (const { reject } of open.values()) reject(error)
      open.clear()
      if (worker === started) worker = null
    }
    started.on('message', (reply: CallReply) => {
      const call = open.get(reply.id)
      if (reply.type === 'progress') {
        call?.control.progress(reply.done, reply.total)
        return
      }
      settle(reply.id)
      if (reply.type === 'done') call?.resolve(reply.output)
      else call?.reject(errorOf(reply))
    })
    started.on('error', (error) => {
      failAll(error instanceof Error ? error : new Error(String(error)))
    })
    started.on('exit', () => {
      failAll(new Error('a thread ended before it answered'))
    })
    return started
  }

  /** A thread that nobody waits for does not keep the program alive. */
  function settle(id: number): void {
    open.delete(id)
    if (open.size === 0) worker?.unref()
  }

  const call = (kind: string, input: unknown, control: CallControl = unobservedCall): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { signal } = control
      if (signal.aborted) {
        reject(reasonOf(signal))
        return
      }
      worker ??= start()
      const current = worker
      const id = ++lastId
      const stop = (): void => {
        current.postMessage({ id, kind: null } satisfies CallRequest)
        settle(id)
        reject(reasonOf(signal))
      }
      signal.addEventListener('abort', stop, { once: true })
      const ended = (then: () => void): void => {
        signal.removeEventListener('abort', stop)
        then()
      }
      open.set(id, {
        control,
        resolve: (output) => {
          ended(() => {
            resolve(output)
          })
        },
        reject: (error) => {
          ended(() => {
            reject(error instanceof Error ? error : new Error(String(error)))
          })
        },
      })
      current.ref()
      current.postMessage({ id, kind, input } satisfies CallRequest)
    })
  // The thread answers with what the work of this name returned.
  return call as Call<All>
}

/** The other end: called once, by the script of the thread. */
export function serveThreadCalls<All extends Works<All>>(works: All): void {
  const port = parentPort
  if (port === null) throw new Error('this script runs as a worker thread only')
  const running = new Map<number, AbortController>()
  const reply = (message: CallReply): void => {
    port.postMessage(message)
  }
  const carryOut = async (id: number, kind: string, input: unknown): Promise<void> => {
    const controller = new AbortController()
    running.set(id, controller)
    const progress = (done: number, total: number): void => {
      reply({ id, type: 'progress', done, total })
    }
    try {
      // What was sent under this name is what its work takes.
      const output = await works[kind as keyof All](input as never, { signal: controller.signal, progress })
      reply({ id, type: 'done', output })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      reply({ id, type: 'failed', code: isAppError(error) ? error.code : null, message })
    } finally {
      running.delete(id)
    }
  }
  port.on('message', (request: CallRequest) => {
    if (request.kind === null) running.get(request.id)?.abort()
    else void carryOut(request.id, request.kind, request.input)
  })
}

function errorOf({ code, message }: Extract<CallReply, { type: 'failed' }>): Error {
  return code === null ? new Error(message) : new AppError(code, message)
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new AppError('cancelled', 'Cancelled.')
}
