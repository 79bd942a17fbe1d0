import { AppError, assertNever } from '#shared/errors.ts'
import type { EmbedEvent, PauseGate } from './client.ts'
import type { HostReply, HostRequest } from './protocol.ts'

/** A reply that belongs to one call. */
export type JobReply = Extract<HostReply, { jobId: string }>

export interface EmbedJobOptions {
  readonly jobId: string
  readonly signal: AbortSignal
  readonly gate: PauseGate
  send(request: HostRequest): void
  onEvent(event: EmbedEvent): void | Promise<void>
}

/** The client's end of one running job. */
export interface EmbedJob {
  /** Settles when the job is over and all its events were dealt with. */
  readonly ended: Promise<void>
  receive(reply: JobReply): void
  /** There will be no more replies. */
  gone(error: AppError): void
  /** Looks whether the job shall hold; the gate tells nobody when it closes. */
  watchGate(): void
}

/** Events reach the listener in order, one after the other; that it is awaited is the back-pressure. */
export function createEmbedJob({ jobId, signal, gate, send, onEvent }: EmbedJobOptions): EmbedJob {
  const { promise: ended, resolve, reject } = deferred()
  let events: Promise<void> = Promise.resolve()
  let failure: { readonly error: unknown } | null = null
  let isWatching = false
  let isOver = false

  const cancel = (): void => {
    send({ type: 'cancel', jobId })
  }
  signal.addEventListener('abort', cancel)

  function end(error: AppError | null): void {
    isOver = true
    signal.removeEventListener('abort', cancel)
    void events.then(() => {
      if (failure !== null) reject(failure.error)
      else if (error !== null) reject(error)
      else resolve()
    })
  }

  /** What the listener throws stops the job and becomes its error; nothing more is told to it. */
  function deliver(event: EmbedEvent): void {
    events = events.then(async () => {
      if (failure !== null) return
      try {
        await onEvent(event)
      } catch (error) {
        failure = { error }
        cancel()
        return
      }
      if (event.type !== 'progress') send({ type: 'ack', jobId })
    })
  }

  async function holdWhileClosed(): Promise<void> {
    const opened = gate.wait().then(() => true)
    const isOpen = await Promise.race([opened, nextTurn().then(() => false)])
    if (isOpen) return
    send({ type: 'pause', jobId })
    await opened
    send({ type: 'resume', jobId })
  }

  function watchGate(): void {
    if (isWatching) return
    isWatching = true
    void holdWhileClosed().then(() => {
      isWatching = false
    })
  }

  return {
    ended,
    watchGate,
    gone: end,
    receive(reply) {
      if (isOver) return
      switch (reply.type) {
        case 'progress':
          watchGate()
          deliver({ type: 'progress', clipId: reply.clipId, fraction: reply.fraction })
          return
        case 'clip':
          deliver({ type: 'clip', embedding: reply.embedding, provider: reply.provider })
          return
        case 'problem':
          deliver({ type: 'problem', clipId: reply.clipId, code: reply.code, message: reply.message })
          return
        case 'done':
          end(null)
          return
        case 'failed':
          end(new AppError(reply.code, reply.message))
          return
        case 'texts':
        case 'trial':
          return
        default:
          assertNever(reply)
      }
    },
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void } {
  let settle = { resolve: (): void => undefined, reject: (_error: unknown): void => undefined }
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  return { promise, ...settle }
}
