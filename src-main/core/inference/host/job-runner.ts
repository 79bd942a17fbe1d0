import { AppError, assertNever, isAppError } from '#shared/errors.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import { createPauseGate } from '../../async/pause-gate.ts'
import type { SwitchablePauseGate } from '../../async/pause-gate.ts'
import type { MediaTools } from '../../media/types.ts'
import type { ClipSource, EmbedRequest, FaceSearchRequest } from './client.ts'
import { startFrames } from './clip-frames.ts'
import type { StartedFrames } from './clip-frames.ts'
import type { MessagePort } from '../../async/messages.ts'
import { createSemaphore } from '../../async/semaphore.ts'
import type { Semaphore } from '../../async/semaphore.ts'
import { describeFailure } from './describe-failure.ts'
import { probe, referencePlan, tryEngine } from '../engine/try-engine.ts'
import type { ProbeOutputs } from '../engine/try-engine.ts'
import { openFaceModels } from '../pipelines/face-models.ts'
import type { OpenFaceModels, OpenFaceModelsOptions } from '../pipelines/face-models.ts'
import { faceRegion } from './face-region.ts'
import { searchFaces } from './face-search.ts'
import { createModelShelf } from './model-shelf.ts'
import { withNeighbours } from './neighbouring-clips.ts'
import type { ClipInRow } from './neighbouring-clips.ts'
import { clipTextPack, openModels, openTextReader } from '../pipelines/pack-models.ts'
import type { OpenModels, OpenModelsOptions, OpenSession } from '../pipelines/pack-models.ts'
import type { TextReader } from '../text/text-reader.ts'
import { openWorkerSession } from '../session/worker-session.ts'
import { hostRequestSchema, MAX_UNTAKEN } from './protocol.ts'
import type { HostReply, HostRequest } from './protocol.ts'
import { availableProviders } from '../session/providers.ts'

type WorkRequest = Extract<HostRequest, { type: 'request' }>
type InputOf<Kind extends WorkRequest['kind']> = Extract<WorkRequest, { kind: Kind }>['input']
type TextsRequest = InputOf<'embed-texts'>
type TryRequest = InputOf<'try-engine'>

export interface JobRunnerOptions {
  readonly port: MessagePort
  /** Asked for when the first job starts; what it rejects with is that job's failure. */
  readonly media: () => Promise<Pick<MediaTools, 'readFrames'>>
  /** Opens one net in a thread of its own. */
  readonly openSession?: OpenSession
  /** These three for tests that need no nets. */
  readonly open?: (options: OpenModelsOptions) => Promise<OpenModels>
  readonly openTexts?: (options: Omit<OpenModelsOptions, 'facePackFolder'>) => Promise<TextReader>
  readonly openFaces?: (options: OpenFaceModelsOptions) => Promise<OpenFaceModels>
  /** All is stopped and freed after a `dispose` message; the host may exit. */
  readonly onDisposed?: () => void
}

interface RunningJob {
  readonly id: string
  readonly abort: AbortController
  readonly gate: SwitchablePauseGate
  readonly semaphore: Semaphore
}

/**
 * The host's side of the protocol: runs jobs one after the other and answers sentences at once. Knows no
 * Electron, so that the app's process, the command line and the tests run the same code.
 */
export function createJobRunner(options: JobRunnerOptions): void {
  const { port, media, openSession = openWorkerSession, onDisposed } = options
  const { open = openModels, openTexts = openTextReader, openFaces = openFaceModels } = options
  const jobs = new Map<string, RunningJob>()
  const shelf = createModelShelf((request: Pick<EmbedRequest, 'packFolder' | 'facePackFolder' | 'engine'>) =>
    open({ ...request, openThreaded: openSession }),
  )
  const textShelf = createModelShelf((request: Pick<TextsRequest, 'packFolder' | 'engine'>) =>
    openTexts({ ...request, openThreaded: openSession }),
  )
  const faceShelf = createModelShelf(({ packFolder }: { packFolder: string; engine: object }) =>
    openFaces({ facePackFolder: packFolder, openThreaded: openSession }),
  )
  const references = new Map<string, Promise<ProbeOutputs>>()
  let queue: Promise<void> = Promise.resolve()
  let textQueue: Promise<void> = Promise.resolve()
  let status: InferenceStatus = {
    state: 'idle',
    available: availableProviders(),
    provider: null,
    threads: null,
    precision: null,
    message: null,
  }

  const post = (reply: HostReply): void => {
    port.postMessage(reply)
  }
  const emitStatus = (change: Partial<InferenceStatus>): void => {
    status = { ...status, ...change }
    post({ type: 'status', status })
  }

  async function run(request: EmbedRequest, job: RunningJob): Promise<void> {
    const { clips, sampling, engine } = request
    const { id } = job
    const { signal } = job.abort
    const started: StartedFrames[] = []
    let row: ClipInRow[] = []
    /** The clip that was begun last: ends when its answer was posted, after those of all clips before. */
    let newest = Promise.resolve()
    try {
      signal.throwIfAborted()
      emitStatus({ state: status.provider === null ? 'starting' : 'busy' })
      const models = await shelf.take(request)
      const frameSource = await media()
      row = withNeighbours(clips, { sampling, signal })
      const { reach } = models.pipeline
      const cores = engine.provider === 'cpu' ? 'half' : 'all'
      const start = (index: number): void => {
        const next = row[index]
        if (next === undefined) return
        const region = faceRegion(next.neighbours, reach)
        started.push(
          startFrames(frameSource, next.clip, { sampling, signal, cores, relay: next.relay, region }),
        )
      }
      start(0)
      for (const [index, clip] of clips.entries()) {
        start(index + 1)
        const frames = started.shift()
        if (frames === undefined) break
        const before = newest
        newest = embedClip({ job, clip, frames, models, request, before })
        // Awaited with the next clip; until then a failure must not count as unhandled.
        newest.catch(() => undefined)
        // The nets are busy with the last frames of this clip while the first of the next are decoded and cut.
        await Promise.all([frames.taken, before])
        const { provider, precision } = engine
        emitStatus({ state: 'busy', provider, precision, threads: models.threads })
      }
      await newest
      post({ type: 'result', id, kind: 'embed-clips', result: null })
    } catch (error) {
      post({ type: 'error', id, ...(signal.aborted ? CANCELLED : describeFailure(error)) })
    } finally {
      await Promise.allSettled([newest, ...started.map((frames) => frames.stop())])
      for (const { relay } of row) await relay?.close()
      jobs.delete(id)
      emitStatus({ state: 'idle' })
    }
  }

  async function embedClip(work: {
    readonly job: RunningJob
    readonly clip: ClipSource
    readonly frames: StartedFrames
    readonly models: OpenModels
    readonly request: EmbedRequest
    /** Replies are posted in the order of the clips. */
    readonly before: Promise<void>
  }): Promise<void> {
    const { job, clip, frames, models, request, before } = work
    const { id, abort, gate, semaphore } = job
    const { clipId, startMs, endMs } = clip
    let reply: HostReply
    // Until the clip before is answered, progress would seem to go back.
    let isFirstOpen = false
    const markFirst = (): void => {
      isFirstOpen = true
    }
    before.then(markFirst, markFirst)
    try {
      const looked = { clipId, frames: frames.frames, sampling: request.sampling, subject: clip.subject }
      const embedding = await models.pipeline.embed(looked, async (timeMs) => {
        await gate.wait()
        abort.signal.throwIfAborted()
        const fraction = (timeMs - startMs) / Math.max(endMs - startMs, 1)
        if (isFirstOpen)
          post({
            ...{ type: 'progress', id },
            progress: { clipId, fraction: Math.min(1, Math.max(0, fraction)) },
          })
      })
      const { provider } = request.engine
      const item = { type: 'clip', embedding, provider, damage: [...frames.damage] } as const
      reply = { type: 'item', id, item }
    } catch (error) {
      abort.signal.throwIfAborted()
      const item = { type: 'problem', clipId, ...describeFailure(error, clip.file) } as const
      reply = { type: 'item', id, item }
    } finally {
      await frames.stop()
    }
    await before
    await semaphore.acquire()
    abort.signal.throwIfAborted()
    post(reply)
  }

  async function findFaces(
    request: FaceSearchRequest,
    { id, abort, gate, semaphore }: RunningJob,
  ): Promise<void> {
    const { signal } = abort
    try {
      signal.throwIfAborted()
      emitStatus({ state: status.provider === null ? 'starting' : 'busy' })
      const { observer, turns } = await faceShelf.take({ packFolder: request.facePackFolder, engine: {} })
      const [wait, mayPost] = [() => gate.wait(), () => semaphore.acquire()]
      emitStatus({ state: 'busy', provider: 'cpu', precision: 'fp32' })
      await searchFaces({ id, request, observer, turns, media: await media(), signal, wait, mayPost, post })
      post({ type: 'result', id, kind: 'find-faces', result: null })
    } catch (error) {
      post({ type: 'error', id, ...(signal.aborted ? SEARCH_CANCELLED : describeFailure(error)) })
    } finally {
      jobs.delete(id)
      emitStatus({ state: 'idle' })
    }
  }

  async function answer(id: string, work: () => Promise<HostReply>): Promise<void> {
    try {
      post(await work())
    } catch (error) {
      post({ type: 'error', id, ...describeFailure(error) })
    }
  }

  async function readTexts(id: string, request: TextsRequest): Promise<HostReply> {
    const { packFolder, sentences, engine } = request
    const reader = await textShelf.take({ packFolder, engine })
    return { type: 'result', id, kind: 'embed-texts', result: await reader.read(sentences) }
  }

  async function tryOnce(id: string, { packFolder, plan }: TryRequest): Promise<HostReply> {
    // What is open takes memory that the trial is to have. Sentences that are being read are read to the end.
    textQueue = textQueue.then(() => textShelf.clear())
    await textQueue
    await shelf.clear()
    await faceShelf.clear()
    const reference = await referenceOf(packFolder)
    const trial = await tryEngine(packFolder, plan, { open: openSession, reference })
    return { type: 'result', id, kind: 'try-engine', result: trial }
  }

  /** Computed once a pack: trials come one after the other. */
  function referenceOf(packFolder: string): Promise<ProbeOutputs> {
    const { manifest, sha256 } = clipTextPack(packFolder, 'fp32', [])
    const known = references.get(sha256)
    if (known !== undefined) return known
    const reference = probe(packFolder, referencePlan(manifest), openSession).catch((cause: unknown) => {
      if (isAppError(cause)) throw cause
      throw new AppError('pack-invalid', `The model pack ${manifest.id} cannot be run.`, { cause })
    })
    references.set(sha256, reference)
    reference.catch(() => references.delete(sha256))
    return reference
  }

  function newJob(id: string): RunningJob {
    const semaphore = createSemaphore(MAX_UNTAKEN)
    const job = { id, abort: new AbortController(), gate: createPauseGate(), semaphore }
    jobs.set(id, job)
    return job
  }

  function begin(request: WorkRequest): void {
    const { id, kind, input } = request
    switch (kind) {
      case 'embed-clips': {
        const job = newJob(id)
        queue = queue.then(() => run(input, job))
        return
      }
      case 'find-faces': {
        const job = newJob(id)
        queue = queue.then(() => findFaces(input, job))
        return
      }
      case 'embed-texts':
        textQueue = textQueue.then(() => answer(id, () => readTexts(id, input)))
        return
      case 'try-engine':
        // After what runs now, so that the timing is its own.
        queue = queue.then(() => answer(id, () => tryOnce(id, input)))
        return
      default:
        assertNever(kind)
    }
  }

  function handle(request: HostRequest): void {
    switch (request.type) {
      case 'request':
        begin(request)
        return
      case 'pause':
        jobs.get(request.id)?.gate.close()
        return
      case 'resume':
        jobs.get(request.id)?.gate.open()
        return
      case 'taken':
        jobs.get(request.id)?.semaphore.release()
        return
      case 'cancel':
        cancel(jobs.get(request.id))
        return
      case 'dispose':
        for (const job of jobs.values()) cancel(job)
        void Promise.all([queue, textQueue])
          .then(() => shelf.clear())
          .then(() => textShelf.clear())
          .then(() => faceShelf.clear())
          .then(onDisposed)
        return
      default:
        assertNever(request)
    }
  }

  port.onMessage((message) => {
    handle(hostRequestSchema.parse(message))
  })
  post({ type: 'ready', status })
}

const CANCELLED = { code: 'cancelled', message: 'The prediction was cancelled.' } as const
const SEARCH_CANCELLED = { code: 'cancelled', message: 'Looking for faces was cancelled.' } as const

function cancel(job: RunningJob | undefined): void {
  job?.abort.abort()
  // Waiting code finds the job aborted.
  job?.gate.open()
  job?.semaphore.open()
}
