import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { EmbeddingRepository } from '../prediction/embedding-repository.ts'
import type { PredictionRepository } from '../prediction/prediction-repository.ts'
import type { MomentSource } from './session-features.ts'

/** Where moments are read in a study; the prompts are those of the set, and none without one. */
export function momentSource({
  embeddings,
  predictions,
  promptSet,
}: {
  readonly embeddings: Pick<EmbeddingRepository, 'moments'>
  readonly predictions: Pick<PredictionRepository, 'moments'>
  readonly promptSet: PromptSet | null
}): MomentSource {
  return {
    embeddings: ({ embeddingId }) => {
      const found = embeddings.moments(embeddingId)
      return found === null ? null : { width: found.dim, values: found.values }
    },
    prompts: ({ embeddingId }) => {
      const found = promptSet === null ? null : predictions.moments(embeddingId, promptSet.id)
      return found === null ? null : { width: promptSet?.classes.length ?? 1, values: found }
    },
  }
}
