import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { EnginePlan } from '#shared/domain/engine.ts'
import type { ClipTextPack, FacePack, NetFiles, Precision } from '#shared/domain/pack.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { closeInTurn } from '../session/close-in-turn.ts'
import { openOrtSession } from '../session/ort-session.ts'
import type { Session, SessionOptions } from '../session/ort-session.ts'
import { readManifest, readPack } from '../../packs/pack-reader.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import { createClipTextPipeline } from './clip-text.ts'
import type { ClipTextPipeline } from './clip-text.ts'
import { createFrameBatcher } from './frame-batcher.ts'
import { createLandmarkFinder } from './landmark-finder.ts'
import { createTemporalNet } from './temporal-net.ts'
import { createClipSampler } from '../processors/clip-sampler.ts'
import type { PictureSampler } from '../processors/clip-sampler.ts'
import { createSquareSampler } from '../processors/square-sampler.ts'
import { threadsFor } from '../session/providers.ts'
import { createClipTextReader } from '../text/clip-text-encoder.ts'
import type { TextReader } from '../text/text-reader.ts'
import { openWordList } from '../text/word-list-reader.ts'
import { openWorkerSession } from '../session/worker-session.ts'

/** A pack's nets, opened and joined to a pipeline. */
export interface OpenModels {
  readonly pipeline: ClipTextPipeline
  /** Threads of the visual net on the CPU, over all lanes. */
  readonly threads: number
  dispose(): Promise<void>
}

export type OpenSession = (options: SessionOptions) => Promise<Session>

export interface SessionOpeners {
  /** Opens the nets that take long, each in a thread of its own when not given. */
  readonly openThreaded?: OpenSession
  /** Opens the landmark net, which takes less time than two messages between threads. */
  readonly openInline?: OpenSession
}

export interface OpenModelsOptions extends SessionOpeners {
  readonly packFolder: string
  readonly facePackFolder: string
  readonly engine: EnginePlan
}

/**
 * The landmark net always runs on the CPU: one small picture at a time is not worth the trip to another device, and so
 * crops are the same everywhere. Rejects with AppError `pack-invalid`.
 */
export async function openModels(options: OpenModelsOptions): Promise<OpenModels> {
  const { engine, openThreaded = openWorkerSession, openInline = openOrtSession } = options
  const pack = clipTextPack(options.packFolder, engine.precision, ['visual', 'temporal'])
  const facePack = faceDetectionPack(options.facePackFolder)
  const { landmarks } = facePack.manifest
  const { visual, temporal, embeddingDim, crop } = pack.manifest
  const visualOptions = sessionOptions(pack.folder, visual.files, engine)
  return openAll(pack.manifest.id, async (keep) => {
    const [landmarkSession, temporalSession, firstLane] = await Promise.all([
      crop.kind === 'landmark-box' ? keep(openInline(onCpu(join(facePack.folder, landmarks.file)))) : null,
      temporal.kind === 'mean'
        ? null
        : keep(openThreaded(seldomOptions(pack.folder, temporal.files, engine))),
      keep(openThreaded(visualOptions)),
    ])
    expectNames(firstLane, pack.manifest)
    const net = { ...visual, file: fileOf(visual.files, engine.precision), embeddingDim, batch: engine.batch }
    const newBatcher = () => createFrameBatcher(net, samplerFor(visual.input), [firstLane])
    const batchers = [newBatcher(), newBatcher()] as const
    for (let lane = 1; lane < engine.lanes; lane++) {
      // Work begins on the first lane while the others open. One that cannot be opened is done without.
      void keep(openThreaded(visualOptions)).then(
        (session) => {
          for (const batcher of batchers) batcher.join(session)
        },
        () => undefined,
      )
    }
    return {
      pipeline: createClipTextPipeline(pack.manifest, {
        landmarks: landmarkSession === null ? null : createLandmarkFinder(landmarks, landmarkSession),
        batchers,
        temporal: createTemporalNet(pack.manifest, temporalSession),
      }),
      threads: visualOptions.threads * engine.lanes,
    }
  })
}

/** Opens what reads sentences for a pack. Rejects with AppError `pack-invalid`. */
export async function openTextReader({
  packFolder,
  engine,
  openThreaded = openWorkerSession,
}: Omit<OpenModelsOptions, 'facePackFolder'>): Promise<TextReader> {
  const { folder, manifest } = clipTextPack(packFolder, engine.precision, ['text'])
  const { text } = manifest
  if (text.kind === 'word-list') return openWordList(folder, { ...manifest, text })
  return openAll(manifest.id, async (keep) => {
    const session = await keep(openThreaded(seldomOptions(folder, text.files, engine)))
    return createClipTextReader({ ...manifest, text }, session)
  })
}

/** How a pack's pictures are cut and scaled. */
export function samplerFor(input: ClipTextPack['visual']['input']): PictureSampler {
  return input.resize === 'bicubic' ? createClipSampler(input) : createSquareSampler(input, 'both')
}

/**
 * Options of a session of one net. On the CPU, several lanes have one thread each, since frames side by side
 * lose nothing to waiting for each other; a single lane has as many as are worth it.
 */
export function sessionOptions(
  folder: string,
  files: NetFiles,
  { provider, precision, lanes }: Pick<EnginePlan, 'provider' | 'precision' | 'lanes'>,
): SessionOptions {
  const net = files[precision]
  if (net === undefined) {
    throw new AppError('pack-invalid', `This model pack has no ${precision} nets.`)
  }
  const file = join(folder, net.graph)
  const bytes = statSync(join(folder, net.weights ?? net.graph)).size
  // A net with its weights beside it was written by this program, fused for the CPU as far as that goes.
  const optimise = net.weights === null || provider !== 'cpu'
  return { file, provider, threads: lanes > 1 ? 1 : threadsFor(bytes), optimise }
}

/** The same of a net that runs seldom: the temporal one, once for 32 frames, or the text net, once for a sentence. */
export function seldomOptions(
  folder: string,
  files: NetFiles,
  engine: Pick<EnginePlan, 'provider' | 'precision'>,
): SessionOptions {
  return { ...sessionOptions(folder, files, { ...engine, lanes: 1 }), reorderWeights: false }
}

function onCpu(file: string): SessionOptions {
  return { file, provider: 'cpu', threads: threadsFor(statSync(file).size) }
}

/** Opens sessions together: with one that cannot be opened, the others are closed again. */
async function openAll<Opened extends object>(
  packId: string,
  open: (keep: (session: Promise<Session>) => Promise<Session>) => Promise<Opened>,
): Promise<Opened & { dispose(): Promise<void> }> {
  const sessions: Promise<Session>[] = []
  const dispose = async (): Promise<void> => {
    const opened = await Promise.allSettled(sessions)
    await closeInTurn(opened.flatMap((session) => (session.status === 'fulfilled' ? [session.value] : [])))
  }
  try {
    const opened = await open((session) => {
      sessions.push(session)
      return session
    })
    return { ...opened, dispose }
  } catch (error) {
    await dispose()
    if (isAppError(error)) throw error
    throw new AppError('pack-invalid', `The model pack ${packId} cannot be opened.`, { cause: error })
  }
}

/** The pack, with those files checked that are about to be opened. */
export function clipTextPack(
  folder: string,
  precision: Precision,
  nets: readonly ('visual' | 'temporal' | 'text')[],
): LoadedPack<ClipTextPack> {
  const { manifest } = readManifest(folder)
  if (manifest.task !== 'clip-text') {
    throw new AppError('pack-invalid', `The model pack ${manifest.id} cannot compare clips with sentences.`)
  }
  const names = nets.flatMap((net) => {
    const part = manifest[net]
    if ('file' in part) return [part.file]
    if (!('files' in part)) return []
    const { graph, weights } = part.files[precision] ?? { graph: null, weights: null }
    return [graph, weights].filter((name) => name !== null)
  })
  const pack = readPack(folder, { kind: 'named', names })
  return { ...pack, manifest }
}

function faceDetectionPack(folder: string): LoadedPack<FacePack> {
  const pack = readPack(folder, { kind: 'quick' })
  if (pack.manifest.task === 'face-detection') return { ...pack, manifest: pack.manifest }
  throw new AppError('pack-invalid', `The model pack ${pack.manifest.id} does not find faces.`)
}

const fileOf = (files: NetFiles, precision: Precision): string => files[precision]?.graph ?? ''

function expectNames(session: Session, { id, visual }: ClipTextPack): void {
  const { input, output } = visual
  const isRight = session.inputNames.includes(input.name) && session.outputNames.includes(output)
  if (isRight) return
  throw new AppError(
    'pack-invalid',
    `The model pack ${id} says that its visual net turns ${input.name} into ${output}, but it does not.`,
  )
}
