import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError, isAppError } from '#shared/errors.ts'
import type { ClipTextPack, FacePack } from '#shared/domain/pack.ts'
import type { TextEmbedding } from './client.ts'
import { openOrtSession } from './ort-session.ts'
import type { Session, SessionOptions } from './ort-session.ts'
import { readPack } from './pack-reader.ts'
import type { LoadedPack } from './pack-store.ts'
import { createClipTextPipeline } from './pipelines/clip-text.ts'
import type { ClipTextPipeline } from './pipelines/clip-text.ts'
import { createFaceFinder } from './pipelines/face-finder.ts'
import { createFrameBatcher } from './pipelines/frame-batcher.ts'
import { availableProviders, PROVIDER_VARIABLE, threadsFor } from './providers.ts'
import { createWordListReader } from './text/word-list.ts'
import { wordListFileSchema } from './text/word-list-file.ts'
import { openTrialSession } from './trial-session.ts'
import { openWorkerSession } from './worker-session.ts'

/** A pack's nets, opened and joined to a pipeline. */
export interface OpenModels {
  readonly pipeline: ClipTextPipeline
  /** Execution provider of the visual net; null before its first run. */
  provider(): string | null
  /** Threads of the visual net on the CPU. */
  readonly threads: number
  dispose(): Promise<void>
}

export type OpenSession = (options: SessionOptions) => Promise<Session>

export interface OpenModelsOptions {
  readonly packFolder: string
  readonly facePackFolder: string
  /** Opens the nets that take long, each in a thread of its own when not given. */
  readonly openThreaded?: OpenSession
  /** Opens the landmark net, which takes less time than two messages between threads. */
  readonly openInline?: OpenSession
}

/**
 * The face nets always run on the CPU: one small picture at a time is not worth the trip to another device,
 * and so boxes are the same everywhere. Rejects with AppError `pack-invalid`.
 */
export async function openModels(options: OpenModelsOptions): Promise<OpenModels> {
  const { openThreaded = openWorkerSession, openInline = openOrtSession } = options
  const pack = clipTextPack(options.packFolder)
  const facePack = faceDetectionPack(options.facePackFolder)
  refuseWhatIsNotThereYet(pack.manifest)
  const opened: Session[] = []
  const keep = <Opened extends Session>(session: Opened): Opened => {
    opened.push(session)
    return session
  }
  try {
    const { detector, landmarks } = facePack.manifest
    const faces = createFaceFinder(facePack.manifest, {
      detector: keep(await openThreaded(onCpu(join(facePack.folder, detector.file)))),
      landmarks: keep(await openInline(onCpu(join(facePack.folder, landmarks.file)))),
    })
    const visualFile = onCpu(join(pack.folder, pack.manifest.visual.file))
    const visual = await openTrialSession({
      candidates: availableProviders(),
      open: (provider) => openThreaded({ ...visualFile, provider }),
      speedMatters: (process.env[PROVIDER_VARIABLE] ?? '') === '',
    })
    keep(visual)
    expectNames(visual, pack.manifest)
    return {
      pipeline: createClipTextPipeline(pack.manifest, faces, createFrameBatcher(pack.manifest, visual)),
      provider: () => visual.provider,
      threads: visualFile.threads,
      dispose: () => disposeAll(opened),
    }
  } catch (error) {
    await disposeAll(opened)
    if (isAppError(error)) throw error
    throw new AppError('pack-invalid', `The model pack ${pack.manifest.id} cannot be opened.`, {
      cause: error,
    })
  }
}

function onCpu(file: string): SessionOptions {
  return { file, provider: 'cpu', threads: threadsFor(statSync(file).size) }
}

async function disposeAll(sessions: readonly Session[]): Promise<void> {
  await Promise.allSettled(sessions.map((session) => session.dispose()))
}

/** Reads sentences as the pack does. Throws AppError `pack-invalid`. */
export function readTexts(packFolder: string, sentences: readonly string[]): TextEmbedding[] {
  const { folder, manifest } = clipTextPack(packFolder)
  refuseWhatIsNotThereYet(manifest)
  const json: unknown = JSON.parse(readFileSync(join(folder, manifest.text.file), 'utf8'))
  const file = wordListFileSchema.safeParse(json)
  const rows = file.data?.head.weights ?? []
  if (
    !file.success ||
    rows.length !== file.data.labels.length ||
    file.data.head.bias.length !== rows.length
  ) {
    throw new AppError('pack-invalid', `The word list of the model pack ${manifest.id} is not usable.`)
  }
  if (rows.some((row) => row.length !== manifest.embeddingDim)) {
    throw new AppError('pack-invalid', `The word list of the model pack ${manifest.id} is for another net.`)
  }
  const reader = createWordListReader(file.data)
  return sentences.map((sentence) => reader.read(sentence))
}

function clipTextPack(folder: string): LoadedPack<ClipTextPack> {
  const pack = readPack(folder)
  if (pack.manifest.task === 'clip-text') return { ...pack, manifest: pack.manifest }
  throw new AppError(
    'pack-invalid',
    `The model pack ${pack.manifest.id} cannot compare clips with sentences.`,
  )
}

function faceDetectionPack(folder: string): LoadedPack<FacePack> {
  const pack = readPack(folder)
  if (pack.manifest.task === 'face-detection') return { ...pack, manifest: pack.manifest }
  throw new AppError('pack-invalid', `The model pack ${pack.manifest.id} does not find faces.`)
}

/** A pack made for a later version of the program is refused with the part that is missing, not misread. */
function refuseWhatIsNotThereYet(pack: ClipTextPack): void {
  const missing = [
    pack.text.kind === 'graph' ? 'a text encoder' : null,
    pack.temporal.kind === 'graph' ? 'a temporal net' : null,
    pack.visual.input.resize === 'bicubic' ? 'bicubic scaling' : null,
  ].filter((part) => part !== null)
  if (missing.length === 0) return
  throw new AppError(
    'pack-invalid',
    `The model pack ${pack.id} needs ${missing.join(' and ')}, which this version of the program cannot run.`,
  )
}

function expectNames(session: Session, { id, visual }: ClipTextPack): void {
  const { file, input, output } = visual
  const isRight = session.inputNames.includes(input.name) && session.outputNames.includes(output)
  if (isRight) return
  throw new AppError(
    'pack-invalid',
    `The model pack ${id} says that ${file} turns ${input.name} into ${output}, but it does not.`,
  )
}
