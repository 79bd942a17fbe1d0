import { AppError, isAppError } from '#shared/errors.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import type { ClipSource, FaceEvent, FaceSource, ModelHost } from './client.ts'
import { createPortInference } from './port-client.ts'
import type { PortInference } from './port-client.ts'
import type { HostProcess } from '../../async/messages.ts'

export interface SupervisedInferenceOptions {
  /** Starts a process that runs the job runner; messages may be sent to it at once. */
  spawn(): Promise<HostProcess>
  /** Told of each end that nobody asked for, for the log. */
  readonly onCrash?: (code: number | null) => void
  /** How long a host may take to end itself before it is killed, in ms. */
  readonly exitGraceMs?: number
}

/** A clip, or a stretch of a video, may bring the process down so many times before it is given up. */
const TRIES_PER_CLIP = 2
/** So many ends in a row without one finished clip between them are no clip's fault. */
const CRASHES_IN_A_ROW = 6

interface Host {
  readonly process: HostProcess
  readonly client: PortInference
  readonly exited: Promise<void>
}

/**
 * Inference in a process of its own that may die. The clip that was in work is tried once more in a fresh
 * process, then reported as a problem, and the rest goes on. A host that ends after `dispose` has not crashed;
 * one that ends between two jobs is started again when it is next needed.
 */
export function createSupervisedInference(options: SupervisedInferenceOptions): ModelHost {
  const { spawn, onCrash, exitGraceMs = 3000 } = options
  const listeners = new Set<(status: InferenceStatus) => void>()
  let status: InferenceStatus = {
    state: 'idle',
    available: [],
    provider: null,
    threads: null,
    precision: null,
    message: null,
  }
  let host: Promise<Host> | null = null
  let isDisposed = false

  const emitStatus = (next: InferenceStatus): void => {
    status = next
    for (const listener of listeners) listener(status)
  }

  async function start(): Promise<Host> {
    emitStatus({ ...status, state: 'starting' })
    const process = await spawn()
    const client = createPortInference(process.port)
    client.onStatus((next) => {
      // What happened before stays readable until the next crash-free job.
      emitStatus({ ...next, message: next.message ?? (next.state === 'idle' ? null : status.message) })
    })
    const exited = new Promise<void>((resolve) => {
      process.onExit((code) => {
        host = null
        if (!isDisposed) {
          onCrash?.(code)
          emitStatus({ ...status, state: 'crashed', message: hostCrashed().message })
        }
        client.hostGone(isDisposed ? cancelled() : hostCrashed())
        resolve()
      })
    })
    return { process, client, exited }
  }

  async function currentClient(): Promise<PortInference> {
    if (isDisposed) throw cancelled()
    host ??= start().catch((error: unknown) => {
      host = null
      throw new AppError('host-crashed', 'The process that runs the models could not be started.', {
        cause: error,
      })
    })
    return (await host).client
  }

  const embedClips: ModelHost['embedClips'] = async (request, onEvent, control) => {
    const remaining: ClipSource[] = [...request.clips]
    const crashesOf = new Map<number, number>()
    let crashesInARow = 0
    while (remaining.length > 0) {
      const client = await currentClient()
      // Two clips may be in work at once. After a crash one goes alone, so that none is blamed for its neighbour.
      const clips = crashesInARow === 0 ? [...remaining] : remaining.slice(0, 1)
      try {
        await client.embedClips(
          { ...request, clips },
          (event) => {
            if (event.type !== 'progress') {
              crashesInARow = 0
              removeClip(remaining, event.type === 'clip' ? event.embedding.clipId : event.clipId)
            }
            return onEvent(event)
          },
          control,
        )
        for (const { clipId } of clips) removeClip(remaining, clipId)
        continue
      } catch (error) {
        if (!isCrash(error)) throw error
      }
      if (control.signal.aborted) throw cancelled()
      crashesInARow++
      // Replies come in order, so the first clip without one was in work.
      const [inWork] = remaining
      if (inWork === undefined) return
      if (crashesInARow >= CRASHES_IN_A_ROW) throw hostCrashed()
      const crashes = (crashesOf.get(inWork.clipId) ?? 0) + 1
      crashesOf.set(inWork.clipId, crashes)
      if (crashes < TRIES_PER_CLIP) continue
      remaining.shift()
      const message = 'The process that runs the models crashed on this clip, twice; it was skipped.'
      await onEvent({ type: 'problem', clipId: inWork.clipId, code: 'host-crashed', message })
    }
  }

  const findFaces: ModelHost['findFaces'] = async (request, onEvent, control) => {
    const remaining: FaceSource[] = [...request.videos]
    let crashes = 0
    while (remaining.length > 0) {
      const client = await currentClient()
      try {
        await client.findFaces(
          { ...request, videos: remaining },
          (event) => {
            if (event.type !== 'progress') {
              crashes = 0
              keepRest(remaining, event)
            }
            return onEvent(event)
          },
          control,
        )
        return
      } catch (error) {
        if (!isCrash(error)) throw error
      }
      if (control.signal.aborted) throw cancelled('Looking for faces was cancelled.')
      crashes += 1
      const [inWork] = remaining
      if (inWork === undefined) return
      if (crashes < TRIES_PER_CLIP) continue
      crashes = 0
      remaining.shift()
      const message =
        'The process that runs the models crashed on this video, twice; the rest of it was skipped.'
      await onEvent({ type: 'problem', videoId: inWork.videoId, code: 'host-crashed', message })
    }
  }

  return {
    embedClips,
    findFaces,
    async embedTexts(...request) {
      try {
        return await (await currentClient()).embedTexts(...request)
      } catch (error) {
        if (!isCrash(error)) throw error
        return (await currentClient()).embedTexts(...request)
      }
    },
    // A crash is the answer here.
    tryEngine: async (...request) => (await currentClient()).tryEngine(...request),
    status: () => status,
    onStatus(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    async dispose() {
      isDisposed = true
      const last = await host?.catch(() => null)
      if (last === null || last === undefined) return
      await last.client.dispose()
      const timer = setTimeout(() => {
        last.process.kill()
      }, exitGraceMs)
      await last.exited
      clearTimeout(timer)
    },
  }
}

function removeClip(clips: ClipSource[], clipId: number): void {
  const index = clips.findIndex((clip) => clip.clipId === clipId)
  if (index !== -1) clips.splice(index, 1)
}

/** Videos come in order, and stretches of a video without gaps: what is left begins where the last one ended. */
function keepRest(videos: FaceSource[], event: Extract<FaceEvent, { type: 'faces' | 'problem' }>): void {
  const videoId = event.type === 'faces' ? event.observations.videoId : event.videoId
  const index = videos.findIndex((video) => video.videoId === videoId)
  const video = videos[index]
  if (video === undefined) return
  const startMs = event.type === 'faces' ? event.observations.toMs : video.endMs
  const isOver = startMs >= video.endMs
  videos.splice(0, index + 1, ...(isOver ? [] : [{ ...video, startMs }]))
}

const isCrash = (error: unknown): boolean => isAppError(error) && error.code === 'host-crashed'

const hostCrashed = (): AppError =>
  new AppError('host-crashed', 'The process that runs the models ended unexpectedly.')

const cancelled = (sentence = 'The prediction was cancelled.'): AppError =>
  new AppError('cancelled', sentence)
