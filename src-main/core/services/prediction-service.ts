import type { Database } from 'better-sqlite3'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import { AppError } from '#shared/errors.ts'
import type { InferenceClient } from '../inference/client.ts'
import type { LoadedPack, PackStore } from '../inference/pack-store.ts'
import { createEmbeddingRepository } from '../repositories/embedding-repository.ts'
import { createPackRepository } from '../repositories/pack-repository.ts'
import { createPredictionRepository } from '../repositories/prediction-repository.ts'
import { createPromptSetRepository } from '../repositories/prompt-set-repository.ts'
import { createRunRepository } from '../repositories/run-repository.ts'
import { classify } from './clip-classifier.ts'
import { createPredictionRun } from './prediction-run.ts'
import { createPromptEmbeddings } from './prompt-embeddings.ts'
import type { PredictionService } from './service-types.ts'

export interface PredictionServiceDeps {
  readonly db: Database
  readonly environment: {
    readonly packs: PackStore
    readonly inference: InferenceClient
    readonly appVersion: string
    readonly now?: () => Date
  }
  /** Absolute path of a video of this study; null when it is not there. `LibraryService.videoFile` serves. */
  readonly videoFile: (videoId: number) => string | null
  /** Told when predictions changed, so that views reload. */
  readonly onChange?: (areas: readonly StudyArea[]) => void
}

/**
 * Video passes and what they say of prompt sets. Made once when a study is opened: runs that a killed process
 * left as running are then marked as failed.
 */
export function createPredictionService(deps: PredictionServiceDeps): PredictionService {
  const { db, environment, videoFile, onChange = () => undefined } = deps
  const { packs, inference, appVersion, now = () => new Date() } = environment
  const embeddings = createEmbeddingRepository(db)
  const predictions = createPredictionRepository(db)
  const promptSets = createPromptSetRepository(db)
  const usedPacks = createPackRepository(db)
  const prompts = createPromptEmbeddings(inference)
  if (!db.readonly) createRunRepository(db).failInterrupted(now().toISOString())

  const findPromptSet = (id: number): PromptSet => {
    const promptSet = promptSets.get(id)
    if (promptSet === null) throw new AppError('not-found', 'This prompt set is no longer there.')
    return promptSet
  }

  /** The newest pass over the clip with exactly this pack; null before one. */
  const newestPass = (clipId: number, pack: LoadedPack<ClipTextPack>): number | null => {
    const packRowId = usedPacks.rowId(pack)
    return packRowId === null ? null : embeddings.newestId(clipId, packRowId)
  }

  const runPrediction = createPredictionRun({ db, inference, appVersion, now, videoFile })

  return {
    async run(request, control) {
      const pack = packs.clipText(request.packId)
      const faces = packs.faces()
      const promptSet = findPromptSet(request.promptSetId)
      const texts = await prompts.of(pack, promptSet)
      try {
        return await runPrediction({ clipIds: request.clipIds, pack, faces, promptSet, texts }, control)
      } finally {
        onChange(['predictions', 'library'])
      }
    },

    async get({ clipId, packId, promptSetId }) {
      const pack = packs.clipText(packId)
      const promptSet = findPromptSet(promptSetId)
      const embeddingId = newestPass(clipId, pack)
      if (embeddingId === null) return null
      if (predictions.has(embeddingId, promptSetId)) return predictions.get(embeddingId, promptSetId)
      // Comparing on demand is kept, so a study open for looking only has what was stored and no more.
      if (db.readonly) return null
      const texts = await prompts.of(pack, promptSet)
      const embedding = embeddings.load(embeddingId)
      if (embedding === null || embedding.clipEmbedding === null) return null
      const { clipEmbedding, runId } = embedding
      predictions.save({
        ...classify({ ...embedding, clipEmbedding }, { promptSet, texts, compare: pack.manifest.compare }),
        embeddingId,
        promptSetId,
        runId,
      })
      // The open view has its answer; only the library's newest prediction changed elsewhere.
      onChange(['library'])
      return predictions.get(embeddingId, promptSetId)
    },

    stored(clipId) {
      if (clipId !== null) return predictions.ofClip(clipId)
      return embeddings.clips().flatMap((clip) => predictions.ofClip(clip.clipId))
    },

    async readPrompts(packId, sentences) {
      const texts = await inference.embedTexts(packs.clipText(packId).folder, sentences)
      return texts.map(({ reading }) => reading)
    },
  }
}
