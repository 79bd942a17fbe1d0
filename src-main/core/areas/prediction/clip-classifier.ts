import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { TextEmbedding } from '../../inference/host/client.ts'
import { comparePrompts } from '../../inference/postprocess/compare-prompts.ts'

export interface Classification {
  /** Float64[classes] */
  readonly probabilities: Float64Array
  /** Float64[faces * classes]; empty for packs that read windows: a frame alone says nothing to them. */
  readonly frameProbabilities: Float64Array
  /** Float64[windows * classes]; null for packs that read each frame on its own. */
  readonly windowProbabilities: Float64Array | null
  readonly topClass: string
  readonly topProbability: number
}

export interface ClassesAsRead {
  readonly promptSet: PromptSet
  /** One per class of the set. */
  readonly texts: readonly TextEmbedding[]
  readonly compare: ClipTextPack['compare']
}

/**
 * A clip, and each of its windows or else each of its frames with a face, against the classes; of equally likely
 * ones the first leads.
 */
export function classify(
  clip: {
    readonly clipEmbedding: Float32Array
    readonly frameEmbeddings: Float32Array
    readonly windowEmbeddings: Float32Array | null
  },
  { promptSet, texts, compare }: ClassesAsRead,
): Classification {
  const dim = clip.clipEmbedding.length
  const against = (embeddings: Float32Array): Float64Array =>
    comparePrompts({ embeddings, dim, texts, compare })
  const probabilities = against(clip.clipEmbedding)
  const topProbability = Math.max(...probabilities)
  const top = promptSet.classes[probabilities.indexOf(topProbability)]
  if (top === undefined) throw new RangeError('a comparison without a leading class')
  const parts =
    clip.windowEmbeddings === null
      ? { frameProbabilities: against(clip.frameEmbeddings), windowProbabilities: null }
      : { frameProbabilities: new Float64Array(0), windowProbabilities: against(clip.windowEmbeddings) }
  return { ...parts, probabilities, topClass: top.label, topProbability }
}
