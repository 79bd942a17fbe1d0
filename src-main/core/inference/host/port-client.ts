import { AppError } from '#shared/errors.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import type { ModelHost } from './client.ts'
import { embedEvent } from './embed-job.ts'
import { faceEvent } from './face-job.ts'
import { createHostJob } from './host-job.ts'
import type { HostJob, JobReply } from './host-job.ts'
import { errorOf } from '../../async/messages.ts'
import type { MessagePort } from '../../async/messages.ts'
import { hostReplySchema } from './protocol.ts'
import type { HostRequest } from './protocol.ts'

/** An inference client over one host. When the host dies, the code that started it says so. */
export interface PortInference extends ModelHost {
  /** Ends every open call with this error, after the events that already arrived were handled. */
  hostGone(error: AppError): void
}

const NOT_STARTED: InferenceStatus = {
  state: 'starting',
  available: [],
  provider: null,
  threads: null,
  precision: null,
  message: null,
}

/** The client's side of the protocol. */
export function createPortInference(port: MessagePort): PortInference {
  const openCalls = new Map<string, { receive(reply: JobReply): void; gone(error: AppError): void }>()
  const listeners = new Set<(status: InferenceStatus) => void>()
  let status = NOT_STARTED
  let lastJob = 0
  let goneError: AppError | null = null

  const send = (request: HostRequest): void => {
    if (goneError === null) port.postMessage(request)
  }
  const endAll = (error: AppError): void => {
    for (const call of openCalls.values()) call.gone(error)
  }

  const stopListening = port.onMessage((message) => {
    const parsed = hostReplySchema.safeParse(message)
    if (!parsed.success) {
      const sentence = 'The process that runs the models answered in a way that is not understood.'
      endAll(new AppError('internal', sentence, { cause: parsed.error }))
      return
    }
    const reply = parsed.data
    if (reply.type === 'ready' || reply.type === 'status') {
      status = reply.status
      for (const listener of listeners) listener(status)
      return
    }
    openCalls.get(reply.id)?.receive(reply)
  })

  function newId(): string {
    if (goneError !== null) throw goneError
    return `job-${++lastJob}`
  }

  /** A request with one answer. */
  async function askOnce<Answer>(
    request: (id: string) => HostRequest,
    answerIn: (reply: JobReply) => Answer | undefined,
  ): Promise<Answer> {
    const id = newId()
    try {
      return await new Promise<Answer>((resolve, reject) => {
        openCalls.set(id, {
          gone: reject,
          receive(reply) {
            const answer = answerIn(reply)
            if (answer !== undefined) resolve(answer)
            if (reply.type === 'error') reject(errorOf(reply))
          },
        })
        send(request(id))
      })
    } finally {
      openCalls.delete(id)
    }
  }

  /** A request with many answers. */
  async function runJob(request: Extract<HostRequest, { type: 'request' }>, job: HostJob): Promise<void> {
    const { id } = request
    openCalls.set(id, job)
    try {
      send(request)
      job.watchGate()
      await job.ended
    } finally {
      openCalls.delete(id)
    }
  }

  return {
    async embedClips(request, onEvent, { signal, gate }) {
      if (signal.aborted) throw new AppError('cancelled', 'The prediction was cancelled.')
      const id = newId()
      const job = createHostJob({ id, send, toEvent: embedEvent, onEvent, signal, gate })
      await runJob({ type: 'request', id, kind: 'embed-clips', input: request }, job)
    },
    async findFaces(request, onEvent, { signal, gate }) {
      if (signal.aborted) throw new AppError('cancelled', 'Looking for faces was cancelled.')
      const id = newId()
      const job = createHostJob({ id, send, toEvent: faceEvent, onEvent, signal, gate })
      await runJob({ type: 'request', id, kind: 'find-faces', input: request }, job)
    },
    embedTexts: (packFolder, sentences, engine) =>
      askOnce(
        (id) => ({ type: 'request', id, kind: 'embed-texts', input: { packFolder, sentences, engine } }),
        (reply) => (reply.type === 'result' && reply.kind === 'embed-texts' ? reply.result : undefined),
      ),
    tryEngine: (packFolder, plan) =>
      askOnce(
        (id) => ({ type: 'request', id, kind: 'try-engine', input: { packFolder, plan } }),
        (reply) => (reply.type === 'result' && reply.kind === 'try-engine' ? reply.result : undefined),
      ),
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
      endAll(error)
    },
    dispose() {
      send({ type: 'dispose' })
      return Promise.resolve()
    },
  }
}
