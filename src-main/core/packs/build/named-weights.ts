import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { huggingFaceWeights } from './hugging-face-names.ts'
import { addWeight } from './named-weight.ts'
import type { NamedWeight, NamedWeights } from './named-weight.ts'
import { unwrapped } from './unwrap-names.ts'

/** What kind of file a checkpoint is, by the names in it. */
export type CheckpointKind = 'emoclip' | 'emoclip-downstream' | 'clip'

export interface RecognisedCheckpoint extends NamedWeights {
  readonly checkpoint: Checkpoint
  readonly kind: CheckpointKind
  /** Whether the file tells CLIP's activation: OpenAI's do, and EmoCLIP is always made from one of these. */
  readonly isActivationKnown: boolean
}

/** CLIP's sizes, which OpenAI's archives keep beside the weights. They are read from shapes instead. */
const CLIP_SIZES = new Set(['input_resolution', 'context_length', 'vocab_size'])

/** Names the weights of a checkpoint as this program does; null for a file of another network. */
export function recognise(given: Checkpoint): RecognisedCheckpoint | null {
  const { checkpoint, originalName } = unwrapped(given)
  const found = recogniseNames(checkpoint)
  if (found === null) return null
  const weights = new Map<string, NamedWeight>()
  for (const [name, weight] of found.weights) {
    weights.set(name, { ...weight, fileNames: weight.fileNames.map(originalName) })
  }
  const isOpenAi = [...CLIP_SIZES].some((name) => checkpoint.tensors.has(name))
  return {
    checkpoint: given,
    kind: found.kind,
    weights,
    notNeeded: found.notNeeded.map(originalName),
    isActivationKnown: found.kind !== 'clip' || isOpenAi,
  }
}

function recogniseNames(checkpoint: Checkpoint): (NamedWeights & { kind: CheckpointKind }) | null {
  const has = (name: string): boolean => checkpoint.tensors.has(name)
  const hasTemporal = [...checkpoint.tensors.keys()].some((name) => name.startsWith('temporal.'))
  if (hasTemporal && has('backbone.visual.conv1.weight')) {
    return { kind: 'emoclip', ...renamed(checkpoint, emoclipName) }
  }
  if (hasTemporal && has('backbone.conv1.weight')) {
    return { kind: 'emoclip-downstream', ...renamed(checkpoint, downstreamName) }
  }
  if (has('vision_model.embeddings.patch_embedding.weight')) {
    return { kind: 'clip', ...huggingFaceWeights(checkpoint) }
  }
  if (has('visual.conv1.weight')) {
    const name = (given: string): string | null => (CLIP_SIZES.has(given) ? null : given)
    return { kind: 'clip', ...renamed(checkpoint, name) }
  }
  return null
}

/** CLIP's own logit scale stays frozen in EmoCLIP, which trains and uses a copy of it. */
function emoclipName(name: string): string | null {
  if (name === 'backbone.logit_scale') return null
  return name.startsWith('backbone.') ? name.slice('backbone.'.length) : name
}

function downstreamName(name: string): string {
  return name.startsWith('backbone.') ? `visual.${name.slice('backbone.'.length)}` : name
}

/** `rename` answers null for what is known and not needed. */
function renamed(checkpoint: Checkpoint, rename: (name: string) => string | null): NamedWeights {
  const weights = new Map<string, NamedWeight>()
  const notNeeded: string[] = []
  for (const { name, shape } of checkpoint.tensors.values()) {
    const own = rename(name)
    if (own === null) notNeeded.push(name)
    else addWeight(weights, own, { shape, fileNames: [name], read: () => checkpoint.read(name) })
  }
  return { weights, notNeeded }
}
