import type { Database } from 'better-sqlite3'
import type { EngineChoice, EnginePlan } from '#shared/domain/engine.ts'
import type { ClipTextPack, Precision } from '#shared/domain/pack.ts'
import type { Prediction } from '#shared/domain/prediction.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import { AppError, isAppError } from '#shared/errors.ts'
import { inTransaction } from '../../db/sql.ts'
import type { InferenceClient } from '../../inference/host/client.ts'
import type { LoadedPack } from '../../packs/loaded-pack.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { createEmbeddingRepository } from './embedding-repository.ts'
import type { StoredEmbedding } from './embedding-repository.ts'
import { createPackRepository } from './pack-repository.ts'
import { createPendingClipRepository } from './pending-clip-repository.ts'
import { createPredictionRepository } from './prediction-repository.ts'
import { createPromptSetRepository } from './prompt-set-repository.ts'
import { createRunRepository } from '../study/run-repository.ts'
import { classify } from './clip-classifier.ts'
import { clipSampling, frameStrideOf } from './clip-sampling.ts'
import { findInterrupted } from './interrupted-prediction.ts'
import { createPredictionRuns } from './prediction-run.ts'
import type { PredictionMeans } from './prediction-run.ts'
import { createPromptEmbeddings } from './prompt-embeddings.ts'
import type { FindVideoFile } from '../study/same-video.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import type { PeopleService } from '../people/service.ts'
import type { PredictionPreferences, PredictionResult, PredictionService } from './service.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'

/** The fastest that passes, windows without a gap. */
const noPreferences: PredictionPreferences = {
  engine: { precision: null, provider: null, memoryMb: null },
  windowStride: null,
  minUsableShare: 0.3,
}

export interface PredictionServiceDeps {
  readonly db: Database
  readonly environment: {
    readonly packs: PackStore
    readonly inference: InferenceClient
    readonly appVersion: string
    readonly now?: () => Date
    /** Asked anew each time. */
    readonly preferences?: () => PredictionPreferences
  }
  /** Asked once for each video, before it is looked at. */
  readonly videoFile: FindVideoFile
  /** Who the patient is, and where. */
  readonly people: Pick<PeopleService, 'look' | 'clipSubjects'>
  /** Told when predictions changed, so that views reload. */
  readonly onChange?: (areas: readonly StudyArea[]) => void
}

/**
 * Video passes and what they say of prompt sets. Made once when a study is opened: runs that a killed process
 * left as running are then marked as failed, and can be resumed.
 */
export function createPredictionService(deps: PredictionServiceDeps): PredictionService {
  const { db, environment, videoFile, people, onChange = () => undefined } = deps
  const { packs, inference, appVersion } = environment
  const { now = () => new Date(), preferences = () => noPreferences } = environment
  const embeddings = createEmbeddingRepository(db)
  const predictions = createPredictionRepository(db)
  const promptSets = createPromptSetRepository(db)
  const pending = createPendingClipRepository(db)
  const usedPacks = createPackRepository(db)
  const prompts = createPromptEmbeddings(db, inference)
  const minUsableShare = (): number => preferences().minUsableShare
  const runs = createPredictionRuns({ db, inference, appVersion, now, videoFile, people, minUsableShare })
  if (!db.readonly) createRunRepository(db).failInterrupted(now().toISOString())

  const findPromptSet = (id: number): PromptSet => {
    const promptSet = promptSets.get(id)
    if (promptSet === null) throw new AppError('not-found', 'This prompt set is no longer there.')
    return promptSet
  }

  const planEngine = (
    pack: LoadedPack<ClipTextPack>,
    choice: Partial<EngineChoice> = {},
  ): Promise<EnginePlan> => inference.plan(pack.folder, { ...preferences().engine, ...choice })

  /** Words are best read in the numbers of the pass; where these cannot be had, e.g. of a graphics card, in others. */
  const planForPass = async (pack: LoadedPack<ClipTextPack>, precision: Precision): Promise<EnginePlan> => {
    try {
      return await planEngine(pack, { precision })
    } catch (error) {
      if (isAppError(error) && error.code === 'bad-request') return planEngine(pack)
      throw error
    }
  }

  /** The newest pass over the clip with exactly this pack, as the prompt set wants it sampled; null before one. */
  const newestPass = (
    clipId: number,
    pack: LoadedPack<ClipTextPack>,
    promptSet: PromptSet,
  ): number | null => {
    const packRowId = usedPacks.rowId(pack)
    if (packRowId === null) return null
    return embeddings.newestId(clipId, {
      packRowId,
      frameStride: frameStrideOf(pack.manifest.sampling, promptSet),
    })
  }

  /** Stores nothing: neither the prediction nor the sentences as the pack reads them. */
  const compare = async (
    embedding: StoredEmbedding & { readonly clipEmbedding: Float32Array; readonly precision: Precision },
    pack: LoadedPack<ClipTextPack>,
    promptSet: PromptSet,
  ): Promise<Prediction | null> => {
    const { precision } = embedding
    const texts =
      prompts.known(pack, promptSet, precision) ??
      (await prompts.toLook(pack, promptSet, await planForPass(pack, precision)))
    const classification = classify(embedding, { promptSet, texts, compare: pack.manifest.compare })
    return predictions.unstored({ ...classification, embeddingId: embedding.id, promptSetId: promptSet.id })
  }

  const announced = async (
    control: JobControl,
    work: () => Promise<PredictionResult>,
  ): Promise<PredictionResult> => {
    throwIfCancelled(control.signal)
    try {
      return await work()
    } finally {
      onChange(['predictions', 'library'])
    }
  }

  return {
    async run({ clipIds, packId, promptSetId, windows = null, engine: choice }, control, onBegun) {
      const pack = packs.clipText(packId)
      const faces = packs.faces()
      const promptSet = findPromptSet(promptSetId)
      const { windowStride } = preferences()
      const sampling = clipSampling(pack.manifest.sampling, { promptSet, windows, windowStride })
      const engine = await planEngine(pack, choice)
      const texts = await prompts.of(pack, promptSet, engine)
      const means = { pack, faces, promptSet, texts, sampling, engine }
      return announced(control, () => runs.start(clipIds, means, { control, onBegun }))
    },

    left: (runId) => pending.ofRun(runId).length,

    interrupted: () => pending.newestInterrupted(),

    async resume(runId, control) {
      const interrupted = findInterrupted(db, runId)
      const { promptSetId, sampling, precision } = interrupted
      const pack = packs.clipText(interrupted.packId)
      const faces = packs.faces()
      if (pack.sha256 !== interrupted.packSha256 || faces.sha256 !== interrupted.facePackSha256) {
        const changed = pack.sha256 === interrupted.packSha256 ? faces : pack
        throw new AppError(
          'conflict',
          `The model pack “${changed.manifest.title}” was changed since this prediction began, so the rest would not be like what is there. Start a new prediction.`,
        )
      }
      const promptSet = findPromptSet(promptSetId)
      const engine = await planEngine(pack, { precision })
      const texts = await prompts.of(pack, promptSet, engine)
      const means: PredictionMeans = { pack, faces, promptSet, texts, sampling, engine }
      return announced(control, () => runs.resume(interrupted, means, control))
    },

    dismiss(runId) {
      inTransaction(db, () => {
        pending.removeAll(findInterrupted(db, runId).runId)
      })
    },

    async get({ clipId, packId, promptSetId }) {
      const pack = packs.clipText(packId)
      const promptSet = findPromptSet(promptSetId)
      const embeddingId = newestPass(clipId, pack, promptSet)
      if (embeddingId === null) return null
      if (predictions.has(embeddingId, promptSetId)) return predictions.get(embeddingId, promptSetId)
      const embedding = embeddings.load(embeddingId)
      if (embedding === null) return null
      const { clipEmbedding, precision } = embedding
      if (clipEmbedding === null || precision === null) return null
      return compare({ ...embedding, clipEmbedding, precision }, pack, promptSet)
    },

    stored(clipId) {
      if (clipId !== null) return predictions.ofClip(clipId)
      return embeddings.clips().flatMap((clip) => predictions.ofClip(clip.clipId))
    },

    async readPrompts(packId, sentences) {
      const pack = packs.clipText(packId)
      return prompts.readings(pack, sentences, await planEngine(pack))
    },
  }
}
