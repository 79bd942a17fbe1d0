import { AppError, assertNever, isAppError } from '#shared/errors.ts'
import type { InferenceStatus } from '#shared/domain/inference-status.ts'
import { createPauseGate } from '../../jobs/pause-gate.ts'
import type { SwitchablePauseGate } from '../../jobs/pause-gate.ts'
import type { MediaTools } from '../../media/types.ts'
import type { ClipSource } from './client.ts'
import { startFrames } from './clip-frames.ts'
import type { StartedFrames } from './clip-frames.ts'
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
import { hostRequestSchema, MAX_UNACKNOWLEDGED } from './protocol.ts'
import type { HostPort, HostReply, HostRequest } from './protocol.ts'
import { availableProviders } from '../session/providers.ts'

type StartRequest = Extract<HostRequest, { type: 'start' }>
type FacesRequest = Extract<HostRequest, { type: 'find-faces' }>
type TextsRequest = Extract<HostRequest, { type: 'embed-texts' }>
type TryRequest = Extract<HostRequest, { type: 'try-engine' }>

export interface JobRunnerOptions {
  readonly port: HostPort
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
  readonly jobId: string
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
  const shelf = createModelShelf((request: Pick<StartRequest, 'packFolder' | 'facePackFolder' | 'engine'>) =>
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

  async function run(request: StartRequest, job: RunningJob): Promise<void> {
    const { jobId, clips, sampling, engine } = request
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
      post({ type: 'done', jobId })
    } catch (error) {
      post({ type: 'failed', jobId, ...(signal.aborted ? CANCELLED : describeFailure(error)) })
    } finally {
      await Promise.allSettled([newest, ...started.map((frames) => frames.stop())])
      for (const { relay } of row) await relay?.close()
      jobs.delete(jobId)
      emitStatus({ state: 'idle' })
    }
  }

  async function embedClip(work: {
    readonly job: RunningJob
    readonly clip: ClipSource
    readonly frames: StartedFrames
    readonly models: OpenModels
    readonly request: StartRequest
    /** Replies are posted in the order of the clips. */
    readonly before: Promise<void>
  }): Promise<void> {
    const { job, clip, frames, models, request, before } = work
    const { jobId, abort, gate, semaphore } = job
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
          post({ type: 'progress', jobId, clipId, fraction: Math.min(1, Math.max(0, fraction)) })
      })
      const { provider } = request.engine
      reply = { type: 'clip', jobId, embedding, provider, damage: [...frames.damage] }
    } catch (error) {
      abort.signal.throwIfAborted()
      reply = { type: 'problem', jobId, clipId, ...describeFailure(error, clip.file) }
    } finally {
      await frames.stop()
    }
    await before
    await semaphore.acquire()
    abort.signal.throwIfAborted()
    post(reply)
  }

  async function findFaces(
    request: FacesRequest,
    { jobId, abort, gate, semaphore }: RunningJob,
  ): Promise<void> {
    const { signal } = abort
    try {
      signal.throwIfAborted()
      emitStatus({ state: status.provider === null ? 'starting' : 'busy' })
      const { observer, turns } = await faceShelf.take({ packFolder: request.facePackFolder, engine: {} })
      const [wait, mayPost] = [() => gate.wait(), () => semaphore.acquire()]
      emitStatus({ state: 'busy', provider: 'cpu', precision: 'fp32' })
      await searchFaces({ request, observer, turns, media: await media(), signal, wait, mayPost, post })
      post({ type: 'done', jobId })
    } catch (error) {
      post({ type: 'failed', jobId, ...(signal.aborted ? SEARCH_CANCELLED : describeFailure(error)) })
    } finally {
      jobs.delete(jobId)
      emitStatus({ state: 'idle' })
    }
  }

  async function answer(jobId: string, work: () => Promise<HostReply>): Promise<void> {
    try {
      post(await work())
    } catch (error) {
      post({ type: 'failed', jobId, ...describeFailure(error) })
    }
  }

  async function readTexts(request: TextsRequest): Promise<HostReply> {
    const { jobId, packFolder, sentences, engine } = request
    const reader = await textShelf.take({ packFolder, engine })
    return { type: 'texts', jobId, texts: await reader.read(sentences) }
  }

  async function tryOnce({ jobId, packFolder, plan }: TryRequest): Promise<HostReply> {
    // What is open takes memory that the trial is to have. Sentences that are being read are read to the end.
    textQueue = textQueue.then(() => textShelf.clear())
    await textQueue
    await shelf.clear()
    await faceShelf.clear()
    const reference = await referenceOf(packFolder)
    const trial = await tryEngine(packFolder, plan, { open: openSession, reference })
    return { type: 'trial', jobId, trial }
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

  function newJob(jobId: string): RunningJob {
    const semaphore = createSemaphore(MAX_UNACKNOWLEDGED)
    const job = { jobId, abort: new AbortController(), gate: createPauseGate(), semaphore }
    jobs.set(jobId, job)
    return job
  }

  function handle(request: HostRequest): void {
    switch (request.type) {
      case 'start': {
        const job = newJob(request.jobId)
        queue = queue.then(() => run(request, job))
        return
      }
      case 'find-faces': {
        const job = newJob(request.jobId)
        queue = queue.then(() => findFaces(request, job))
        return
      }
      case 'pause':
        jobs.get(request.jobId)?.gate.close()
        return
      case 'resume':
        jobs.get(request.jobId)?.gate.open()
        return
      case 'ack':
        jobs.get(request.jobId)?.semaphore.release()
        return
      case 'cancel':
        cancel(jobs.get(request.jobId))
        return
      case 'embed-texts':
        textQueue = textQueue.then(() => answer(request.jobId, () => readTexts(request)))
        return
      case 'try-engine':
        // After what runs now, so that the timing is its own.
        queue = queue.then(() => answer(request.jobId, () => tryOnce(request)))
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
