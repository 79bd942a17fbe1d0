import type { Checkpoint, TensorInfo } from '../checkpoint/checkpoint.ts'
import { transpose } from './graphs/quantise.ts'
import { addWeight } from './named-weight.ts'
import type { NamedWeight, NamedWeights } from './named-weight.ts'

/**
 * CLIP as Hugging Face's `CLIPModel` names it. Three things differ from OpenAI's beside the names: queries,
 * keys and values are apart, both projections are turned, and position numbers are stored.
 */
const TOWERS = [
  { file: 'vision_model.', own: 'visual.', stack: 'visual.transformer.' },
  { file: 'text_model.', own: '', stack: 'transformer.' },
] as const

// Maps, not objects: a tensor may be called `constructor`.

const TOWER_NAMES: ReadonlyMap<string, string> = new Map([
  ['embeddings.class_embedding', 'class_embedding'],
  ['embeddings.patch_embedding.weight', 'conv1.weight'],
  ['embeddings.position_embedding.weight', 'positional_embedding'],
  ['embeddings.token_embedding.weight', 'token_embedding.weight'],
  // Misspelt there.
  ['pre_layrnorm.weight', 'ln_pre.weight'],
  ['pre_layrnorm.bias', 'ln_pre.bias'],
  ['post_layernorm.weight', 'ln_post.weight'],
  ['post_layernorm.bias', 'ln_post.bias'],
  ['final_layer_norm.weight', 'ln_final.weight'],
  ['final_layer_norm.bias', 'ln_final.bias'],
])

const BLOCK_NAMES: ReadonlyMap<string, string> = new Map([
  ['layer_norm1', 'ln_1'],
  ['layer_norm2', 'ln_2'],
  ['self_attn.out_proj', 'attn.out_proj'],
  ['mlp.fc1', 'mlp.c_fc'],
  ['mlp.fc2', 'mlp.c_proj'],
])

const PROJECTIONS: ReadonlyMap<string, string> = new Map([
  ['visual_projection.weight', 'visual.proj'],
  ['text_projection.weight', 'text_projection'],
])

/** Numbers from 0 on, stored by older versions. */
const POSITION_IDS: ReadonlySet<string> = new Set(TOWERS.map(({ file }) => `${file}embeddings.position_ids`))

/** In the order in which they stand in `in_proj`. */
const ATTENTION_PARTS = ['q', 'k', 'v'] as const

export function huggingFaceWeights(checkpoint: Checkpoint): NamedWeights {
  const weights = new Map<string, NamedWeight>()
  const notNeeded: string[] = []
  for (const tensor of checkpoint.tensors.values()) {
    const { name } = tensor
    const projection = PROJECTIONS.get(name)
    if (POSITION_IDS.has(name)) notNeeded.push(tensor.name)
    else if (projection !== undefined) addWeight(weights, projection, turned(checkpoint, tensor))
    else addTowerWeight(weights, checkpoint, tensor)
  }
  return { weights, notNeeded }
}

function addTowerWeight(weights: Map<string, NamedWeight>, checkpoint: Checkpoint, tensor: TensorInfo): void {
  const { name } = tensor
  const part = /^(.*)\.self_attn\.([qkv])_proj\.(weight|bias)$/.exec(name)
  if (part === null) {
    addWeight(weights, ownName(name), single(checkpoint, tensor))
    return
  }
  const [, block = '', letter, kind = ''] = part
  const own = `${ownName(block)}.attn.in_proj_${kind}`
  const parts = ATTENTION_PARTS.map((which) => `${block}.self_attn.${which}_proj.${kind}`)
  const joined = stacked(checkpoint, parts)
  // With a part missing, the name that stands in the file is the one to complain about.
  if (joined === null) addWeight(weights, name, single(checkpoint, tensor))
  // The three are joined when the first of them comes.
  else if (letter === ATTENTION_PARTS[0]) addWeight(weights, own, joined)
}

/** The name as it is when it is none of a CLIP. */
function ownName(name: string): string {
  for (const { file, own, stack } of TOWERS) {
    if (!name.startsWith(file)) continue
    const inTower = name.slice(file.length)
    const simple = TOWER_NAMES.get(inTower)
    if (simple !== undefined) return own + simple
    const block = /^encoder\.layers\.(\d+)(?:\.(.+)\.(weight|bias))?$/.exec(inTower)
    if (block === null) return name
    const [, index = '', layer, kind] = block
    const resblock = `${stack}resblocks.${index}`
    if (layer === undefined || kind === undefined) return resblock
    const ownLayer = BLOCK_NAMES.get(layer)
    return ownLayer === undefined ? name : `${resblock}.${ownLayer}.${kind}`
  }
  return name
}

function single(checkpoint: Checkpoint, { name, shape }: TensorInfo): NamedWeight {
  return { shape, fileNames: [name], read: () => checkpoint.read(name) }
}

function turned(checkpoint: Checkpoint, { name, shape }: TensorInfo): NamedWeight {
  const [rows = 0, columns = 0] = shape
  return {
    shape: [columns, rows],
    fileNames: [name],
    read: async () => transpose(await checkpoint.read(name), rows, columns),
  }
}

/** Tensors of one shape on top of each other; null when one is missing. */
function stacked(checkpoint: Checkpoint, names: readonly string[]): NamedWeight | null {
  const infos = names.map((name) => checkpoint.tensors.get(name))
  const [first] = infos
  if (first === undefined || infos.some((info) => info?.shape.join() !== first.shape.join())) return null
  const [rows = 0, ...rest] = first.shape
  const length = first.shape.reduce((product, size) => product * size, 1)
  return {
    shape: [rows * names.length, ...rest],
    fileNames: names,
    async read() {
      const whole = new Float32Array(length * names.length)
      for (const [index, name] of names.entries()) whole.set(await checkpoint.read(name), index * length)
      return whole
    },
  }
}
