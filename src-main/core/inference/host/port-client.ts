import { AppError } from '#shared/errors.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import type { ModelHost } from './client.ts'
import { embedEvent } from './embed-job.ts'
import { faceEvent } from './face-job.ts'
import { createHostJob } from './host-job.ts'
import type { HostJob, JobReply } from './host-job.ts'
import { hostReplySchema } from './protocol.ts'
import type { HostPort, HostRequest } from './protocol.ts'

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
export function createPortInference(port: HostPort): PortInference {
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
    openCalls.get(reply.jobId)?.receive(reply)
  })

  function newJobId(): string {
    if (goneError !== null) throw goneError
    return `job-${++lastJob}`
  }

  /** A request with one answer. */
  async function askOnce<Answer>(
    request: (jobId: string) => HostRequest,
    answerIn: (reply: JobReply) => Answer | undefined,
  ): Promise<Answer> {
    const jobId = newJobId()
    try {
      return await new Promise<Answer>((resolve, reject) => {
        openCalls.set(jobId, {
          gone: reject,
          receive(reply) {
            const answer = answerIn(reply)
            if (answer !== undefined) resolve(answer)
            if (reply.type === 'failed') reject(new AppError(reply.code, reply.message))
          },
        })
        send(request(jobId))
      })
    } finally {
      openCalls.delete(jobId)
    }
  }

  /** A request with many answers. */
  async function runJob(request: HostRequest, job: HostJob, jobId: string): Promise<void> {
    openCalls.set(jobId, job)
    try {
      send(request)
      job.watchGate()
      await job.ended
    } finally {
      openCalls.delete(jobId)
    }
  }

  return {
    async embedClips(request, onEvent, { signal, gate }) {
      if (signal.aborted) throw new AppError('cancelled', 'The prediction was cancelled.')
      const jobId = newJobId()
      const job = createHostJob({ jobId, send, toEvent: embedEvent, onEvent, signal, gate })
      await runJob({ type: 'start', jobId, ...request, clips: [...request.clips] }, job, jobId)
    },
    async findFaces(request, onEvent, { signal, gate }) {
      if (signal.aborted) throw new AppError('cancelled', 'Looking for faces was cancelled.')
      const jobId = newJobId()
      const job = createHostJob({ jobId, send, toEvent: faceEvent, onEvent, signal, gate })
      await runJob({ type: 'find-faces', jobId, ...request, videos: [...request.videos] }, job, jobId)
    },
    embedTexts: (packFolder, sentences, engine) =>
      askOnce(
        (jobId) => ({ type: 'embed-texts', jobId, packFolder, sentences: [...sentences], engine }),
        (reply) => (reply.type === 'texts' ? reply.texts : undefined),
      ),
    tryEngine: (packFolder, plan) =>
      askOnce(
        (jobId) => ({ type: 'try-engine', jobId, packFolder, plan }),
        (reply) => (reply.type === 'trial' ? reply.trial : undefined),
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
