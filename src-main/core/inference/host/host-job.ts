import type { AppError } from '#shared/errors.ts'
import { gateWatch } from '../../async/gate-watch.ts'
import { errorOf } from '../../async/messages.ts'
import type { PauseGate } from '../../async/pause-gate.ts'
import type { HostReply, HostRequest } from './protocol.ts'

/** A reply that belongs to one call. */
export type JobReply = Extract<HostReply, { id: string }>

export interface HostJobOptions<Event> {
  readonly id: string
  readonly signal: AbortSignal
  readonly gate: PauseGate
  send(request: HostRequest): void
  /** Null for replies that tell the listener nothing. */
  toEvent(reply: JobReply): Event | null
  onEvent(event: Event): void | Promise<void>
}

/** The client's end of one running job. */
export interface HostJob {
  /** Settles when the job is over and all its events were handled. */
  readonly ended: Promise<void>
  receive(reply: JobReply): void
  /** There will be no more replies. */
  gone(error: AppError): void
  /** Looks whether the job shall hold; the gate tells nobody when it closes. */
  watchGate(): void
}

/**
 * Events reach the listener in order, one after the other; that it is awaited is the back-pressure. The host is told
 * of each item that was taken.
 */
export function createHostJob<Event extends { readonly type: string }>(
  options: HostJobOptions<Event>,
): HostJob {
  const { id, signal, gate, send, toEvent, onEvent } = options
  const { promise: ended, resolve, reject } = deferred()
  let events: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | null = null
  let isOver = false

  const cancel = (): void => {
    send({ type: 'cancel', id })
  }
  signal.addEventListener('abort', cancel)

  function end(error: Error | null): void {
    isOver = true
    signal.removeEventListener('abort', cancel)
    void events.then(() => {
      if (failure !== null) reject(failure.error)
      else if (error !== null) reject(error)
      else resolve()
    })
  }

  /** What the listener throws stops the job and becomes its error; nothing more is told to it. */
  function deliver(event: Event): void {
    events = events.then(async () => {
      if (failure !== null) return
      try {
        await onEvent(event)
      } catch (error) {
        failure = { error }
        cancel()
        return
      }
      if (event.type !== 'progress') send({ type: 'taken', id })
    })
  }

  const watchGate = gateWatch(gate, (type) => {
    send({ type, id })
  })

  return {
    ended,
    watchGate,
    gone: end,
    receive(reply) {
      if (isOver) return
      if (reply.type === 'result') end(null)
      else if (reply.type === 'error') end(errorOf(reply))
      else {
        const event = toEvent(reply)
        if (event === null) return
        if (event.type === 'progress') watchGate()
        deliver(event)
      }
    },
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let settle = { resolve: (): void => undefined, reject: (_error: unknown): void => undefined }
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}
