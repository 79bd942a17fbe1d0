import type { ClipTextPack } from '#shared/domain/pack.ts'
import type { PromptSet } from '#shared/domain/prompt-set.ts'
import type { TextEmbedding } from '../inference/client.ts'
import { comparePrompts } from '../inference/postprocess/compare-prompts.ts'

export interface Classification {
  /** Float64[classes] */
  readonly probabilities: Float64Array
  /** Float64[faces * classes] */
  readonly frameProbabilities: Float64Array
  readonly topClass: string
  readonly topProbability: number
}

export interface ClassesAsRead {
  readonly promptSet: PromptSet
  /** One per class of the set. */
  readonly texts: readonly TextEmbedding[]
  readonly compare: ClipTextPack['compare']
}

/** A clip and each of its frames with a face against the classes; of equally likely ones the first leads. */
export function classify(
  clip: { readonly clipEmbedding: Float32Array; readonly frameEmbeddings: Float32Array },
  { promptSet, texts, compare }: ClassesAsRead,
): Classification {
  const dim = clip.clipEmbedding.length
  const probabilities = comparePrompts({ embeddings: clip.clipEmbedding, dim, texts, compare })
  const frameProbabilities = comparePrompts({ embeddings: clip.frameEmbeddings, dim, texts, compare })
  const topProbability = Math.max(...probabilities)
  const top = promptSet.classes[probabilities.indexOf(topProbability)]
  if (top === undefined) throw new RangeError('a comparison without a leading class')
  return { probabilities, frameProbabilities, topClass: top.label, topProbability }
}
