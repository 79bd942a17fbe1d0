import { parentPort, Worker } from 'node:worker_threads'
import type { ResourceLimits } from 'node:worker_threads'
import { z } from 'zod'
import { AppError, isAppError } from '#shared/errors.ts'
import { createPauseGate, openGate } from './pause-gate.ts'
import type { PauseGate, SwitchablePauseGate } from './pause-gate.ts'
import { gateWatch } from './gate-watch.ts'
import {
  cancelMessage,
  errorMessage,
  errorOf,
  pauseMessage,
  progressMessage,
  requestMessage,
  resultMessage,
  resumeMessage,
  stageMessage,
} from './messages.ts'

/** How work tells its caller how far it is, and hears that it shall stop or hold. */
export interface CallControl {
  readonly signal: AbortSignal
  /** Whole and partial items. */
  progress(done: number, total: number): void
  /** What comes now, in words. Not given: nobody listens. */
  stage?(name: string): void
  /** Not given: it never holds. Looked at whenever the work says how far it is. */
  readonly gate?: PauseGate
  /** Memory of the input that is handed over and not copied. */
  readonly handedOver?: readonly ArrayBuffer[]
}

/** What a thread does for its callers, by name. Inputs and outputs are copied, so they hold data only. */
export type Works<All> = { readonly [Kind in keyof All]: Work }
type Work = (input: never, control: CallControl) => Promise<unknown>

/** To the thread. What is given and answered is the program's own on both ends: its shape is the type's business. */
const callRequestSchema = z.discriminatedUnion('type', [
  z.object({ ...requestMessage('', z.unknown()).shape, kind: z.string() }),
  cancelMessage,
  pauseMessage,
  resumeMessage,
])
type CallRequest = z.infer<typeof callRequestSchema>

const callReplySchema = z.discriminatedUnion('type', [
  progressMessage(z.object({ done: z.number(), total: z.number() })),
  stageMessage,
  z.object({ ...resultMessage('', z.unknown()).shape, kind: z.string() }),
  errorMessage,
])
type CallReply = z.infer<typeof callReplySchema>

interface OpenCall {
  readonly control: CallControl
  /** Has the thread hold its work while the gate is closed. */
  watchGate(): void
  resolve(output: unknown): void
  reject(error: unknown): void
}

/** Rejects as the work does, and with the reason of the signal when it is aborted. */
export type Call<All extends Works<All>> = <Kind extends keyof All & string>(
  kind: Kind,
  input: Parameters<All[Kind]>[0],
  control?: CallControl,
) => ReturnType<All[Kind]>

/** What a caller may want besides an answer. */
export interface ThreadCalls<All extends Works<All>> {
  readonly call: Call<All>
  /** Ends the thread at once, whatever it does: calls that wait for it reject. The next call starts another. */
  end(): Promise<void>
}

const unobservedCall: CallControl = { signal: new AbortController().signal, progress: () => undefined }

/** Asks a thread that serves these works; it starts with the first call, and again after it ended. */
export function createThreadCalls<All extends Works<All>>(script: string | URL): Call<All> {
  return createThread<All>(script).call
}

/** The same for a thread that has limits, or that is ended before its time. */
export function createThread<All extends Works<All>>(
  script: string | URL,
  resourceLimits?: ResourceLimits,
): ThreadCalls<All> {
  const open = new Map<string, OpenCall>()
  let worker: Worker | null = null
  let lastId = 0

  function start(): Worker {
    const started = new Worker(script, resourceLimits === undefined ? {} : { resourceLimits })
    const failAll = (error: Error): void => {
      for (const { reject } of open.values()) reject(error)
      open.clear()
      if (worker === started) worker = null
    }
    started.on('message', (message: unknown) => {
      const reply = callReplySchema.parse(message)
      const call = open.get(reply.id)
      if (reply.type === 'progress' || reply.type === 'stage') {
        if (reply.type === 'stage') call?.control.stage?.(reply.name)
        else call?.control.progress(reply.progress.done, reply.progress.total)
        call?.watchGate()
        return
      }
      settle(reply.id)
      if (reply.type === 'result') call?.resolve(reply.result)
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
  function settle(id: string): void {
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
      const id = `call-${++lastId}`
      const stop = (): void => {
        current.postMessage({ type: 'cancel', id } satisfies CallRequest)
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
        watchGate: gateWatch(control.gate ?? openGate, (type) => {
          current.postMessage({ type, id } satisfies CallRequest)
        }),
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
      const request = { type: 'request', id, kind, input } satisfies CallRequest
      current.postMessage(request, [...(control.handedOver ?? [])])
    })
  return {
    // The thread answers with what the work of this name returned.
    call: call as Call<All>,
    end: async () => {
      await worker?.terminate()
    },
  }
}

/** The other end: called once, by the script of the thread. */
export function serveThreadCalls<All extends Works<All>>(works: All): void {
  const port = parentPort
  if (port === null) throw new Error('this script runs as a worker thread only')
  const running = new Map<string, { readonly abort: AbortController; readonly gate: SwitchablePauseGate }>()
  const reply = (message: CallReply): void => {
    port.postMessage(message)
  }
  const carryOut = async (id: string, kind: string, input: unknown): Promise<void> => {
    const abort = new AbortController()
    const gate = createPauseGate()
    running.set(id, { abort, gate })
    const progress = (done: number, total: number): void => {
      reply({ id, type: 'progress', progress: { done, total } })
    }
    const stage = (name: string): void => {
      reply({ id, type: 'stage', name })
    }
    try {
      // What was sent under this name is what its work takes.
      const output = await works[kind as keyof All](input as never, {
        signal: abort.signal,
        gate,
        progress,
        stage,
      })
      reply({ id, type: 'result', kind, result: output })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      reply({ id, type: 'error', code: isAppError(error) ? error.code : null, message })
    } finally {
      running.delete(id)
    }
  }
  port.on('message', (message: unknown) => {
    const request = callRequestSchema.parse(message)
    if (request.type === 'request') {
      void carryOut(request.id, request.kind, request.input)
      return
    }
    const work = running.get(request.id)
    if (request.type === 'pause') work?.gate.close()
    else work?.gate.open()
    // Work that holds wakes up and sees that it shall stop.
    if (request.type === 'cancel') work?.abort.abort()
  })
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new AppError('cancelled', 'Cancelled.')
}
