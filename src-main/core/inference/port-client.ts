import { AppError, assertNever } from '#shared/errors.ts'
import type { InferenceStatus } from '#shared/ipc/contract.ts'
import type { EmbedEvent, InferenceClient, PauseGate, TextEmbedding } from './client.ts'
import { hostReplySchema } from './protocol.ts'
import type { HostPort, HostReply, HostRequest } from './protocol.ts'

/** An inference client over one host. When the host dies, whoever started it says so. */
export interface PortInference extends InferenceClient {
  /** Ends every open call with this error, after the events that already arrived were dealt with. */
  hostGone(error: AppError): void
}

type JobReply = Extract<HostReply, { jobId: string }>

const NOT_STARTED: InferenceStatus = {
  state: 'starting',
  available: [],
  provider: null,
  threads: null,
  message: null,
}

/** The client's side of the protocol. */
export function createPortInference(port: HostPort): PortInference {
  const openCalls = new Map<string, { receive(reply: JobReply): void; gone(error: AppError): void }>()
  const listeners = new Set<(status: InferenceStatus) => void>()
  let status = NOT_STARTED
  let lastJob = 0
  let goneError: AppError | null = null

  const send = (request: HostRequest): void => {
    port.postMessage(request)
  }

  const stopListening = port.onMessage((message) => {
    const reply = hostReplySchema.parse(message)
    if (reply.type === 'ready' || reply.type === 'status') {
      status = reply.status
      for (const listener of listeners) listener(status)
      return
    }
    openCalls.get(reply.jobId)?.receive(reply)
  })

  function newJobId(): string {
    if (goneError !== null) throw goneError
    return `job-${++lastJob}`
  }

  return {
    async embedClips(request, onEvent, control) {
      if (control.signal.aborted) throw cancelled()
      const jobId = newJobId()
      const job = createEmbedJob({ jobId, send, onEvent, ...control })
      openCalls.set(jobId, job)
      try {
        send({ type: 'start', jobId, ...request, clips: [...request.clips] })
        job.watchGate()
        await job.ended
      } finally {
        openCalls.delete(jobId)
        job.release()
      }
    },
    async embedTexts(packFolder, sentences) {
      const jobId = newJobId()
      try {
        return await new Promise<TextEmbedding[]>((resolve, reject) => {
          openCalls.set(jobId, {
            gone: reject,
            receive(reply) {
              if (reply.type === 'texts') resolve(reply.texts)
              if (reply.type === 'failed') reject(new AppError(reply.code, reply.message))
            },
          })
          send({ type: 'embed-texts', jobId, packFolder, sentences: [...sentences] })
        })
      } finally {
        openCalls.delete(jobId)
      }
    },
    status: () => status,
    onStatus(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    hostGone(error) {
      goneError = error
      stopListening()
      for (const call of openCalls.values()) call.gone(error)
    },
    dispose() {
      if (goneError === null) send({ type: 'dispose' })
      return Promise.resolve()
    },
  }
}

interface EmbedJobOptions {
  readonly jobId: string
  readonly signal: AbortSignal
  readonly gate: PauseGate
  send(request: HostRequest): void
  onEvent(event: EmbedEvent): void | Promise<void>
}

/** One running `embedClips`: events in order, one after the other; `ended` settles after the last of them. */
function createEmbedJob({ jobId, signal, gate, send, onEvent }: EmbedJobOptions) {
  let settle: { resolve: () => void; reject: (error: unknown) => void } | null = null
  const ended = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject }
  })
  let events: Promise<void> = Promise.resolve()
  let failure: { error: unknown } | null = null
  let isWatching = false
  let isOver = false

  const cancel = (): void => {
    send({ type: 'cancel', jobId })
  }
  signal.addEventListener('abort', cancel)

  const end = (error: unknown): void => {
    isOver = true
    void events.then(() => {
      if (failure !== null) settle?.reject(failure.error)
      else if (error !== null) settle?.reject(error)
      else settle?.resolve()
    })
  }

  /** What the listener throws stops the job and becomes its error; nothing more is told to it. */
  const deliver = (event: EmbedEvent): void => {
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

  /** The gate tells nobody when it closes, so it is asked at each sign of progress. */
  async function watchGate(): Promise<void> {
    if (isWatching) return
    isWatching = true
    let isOpen = false
    const opened = gate.wait().then(() => {
      isOpen = true
    })
    await Promise.race([opened, new Promise((resolve) => setImmediate(resolve))])
    if (!isOpen) {
      send({ type: 'pause', jobId })
      await opened
      send({ type: 'resume', jobId })
    }
    isWatching = false
  }

  return {
    ended,
    watchGate: () => void watchGate(),
    gone: end,
    release() {
      signal.removeEventListener('abort', cancel)
    },
    receive(reply: JobReply) {
      if (isOver) return
      switch (reply.type) {
        case 'progress':
          void watchGate()
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
          return
        default:
          assertNever(reply)
      }
    },
  }
}

const cancelled = (): AppError => new AppError('cancelled', 'The prediction was cancelled.')
