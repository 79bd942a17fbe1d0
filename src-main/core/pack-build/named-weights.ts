import type { Checkpoint } from '../checkpoint/checkpoint.ts'
import { huggingFaceWeights } from './hugging-face-names.ts'
import { addWeight } from './named-weight.ts'
import type { NamedWeight, NamedWeights } from './named-weight.ts'

/** What kind of file a checkpoint is, by the names in it. */
export type CheckpointKind = 'emoclip' | 'emoclip-downstream' | 'clip'

export interface RecognisedCheckpoint extends NamedWeights {
  readonly checkpoint: Checkpoint
  readonly kind: CheckpointKind
}

/** What DistributedDataParallel leaves before every name. */
const PARALLEL_PREFIX = 'module.'
/** CLIP's sizes, which OpenAI's archives keep beside the weights. They are read from shapes instead. */
const CLIP_SIZES = new Set(['input_resolution', 'context_length', 'vocab_size'])

/** Names the weights of a checkpoint as this program does; null for a file of another network. */
export function recognise(checkpoint: Checkpoint): RecognisedCheckpoint | null {
  const names = [...checkpoint.tensors.keys()]
  const prefix = names.every((name) => name.startsWith(PARALLEL_PREFIX)) ? PARALLEL_PREFIX : ''
  const has = (name: string): boolean => checkpoint.tensors.has(prefix + name)
  const hasTemporal = names.some((name) => name.startsWith(`${prefix}temporal.`))
  if (hasTemporal && has('backbone.visual.conv1.weight')) {
    return { checkpoint, kind: 'emoclip', ...renamed(checkpoint, prefix, emoclipName) }
  }
  if (hasTemporal && has('backbone.conv1.weight')) {
    return { checkpoint, kind: 'emoclip-downstream', ...renamed(checkpoint, prefix, downstreamName) }
  }
  if (has('vision_model.embeddings.patch_embedding.weight')) {
    return { checkpoint, kind: 'clip', ...huggingFaceWeights(checkpoint, prefix) }
  }
  if (has('visual.conv1.weight')) {
    const name = (given: string): string | null => (CLIP_SIZES.has(given) ? null : given)
    return { checkpoint, kind: 'clip', ...renamed(checkpoint, prefix, name) }
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
function renamed(
  checkpoint: Checkpoint,
  prefix: string,
  rename: (name: string) => string | null,
): NamedWeights {
  const weights = new Map<string, NamedWeight>()
  const notNeeded: string[] = []
  for (const { name, shape } of checkpoint.tensors.values()) {
    const own = rename(name.slice(prefix.length))
    if (own === null) notNeeded.push(name)
    else addWeight(weights, own, { shape, fileNames: [name], read: () => checkpoint.read(name) })
  }
  return { weights, notNeeded }
}
