import type { Architecture } from '#shared/domain/pack.ts'
import type { NamedWeight } from './named-weight.ts'

/** All of CLIP's heads are this wide. */
const CLIP_HEAD_WIDTH = 64
/** The number of heads leaves no trace in the shapes; every published EmoCLIP has this many. */
const TEMPORAL_HEADS = 8

type Weights = ReadonlyMap<string, NamedWeight>

/**
 * Sizes of the network, read from the shapes of its weights. Where a weight that tells a size is missing, the
 * size comes out as 0, and `expectedShapes` is not asked: the missing name is the answer then.
 */
export function readArchitecture(weights: Weights): Architecture {
  const size = (name: string, axis: number): number => weights.get(name)?.shape[axis] ?? 0
  const visualWidth = size('visual.conv1.weight', 0)
  const patchSize = size('visual.conv1.weight', 3)
  const textWidth = size('ln_final.weight', 0)
  const perSide = Math.round(Math.sqrt(Math.max(0, size('visual.positional_embedding', 0) - 1)))
  return {
    kind: hasTemporal(weights) ? 'emoclip' : 'clip',
    embeddingDim: size('visual.proj', 1),
    parameters: [...weights.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    visual: {
      width: visualWidth,
      layers: countBlocks(weights, 'visual.transformer.resblocks.'),
      heads: visualWidth / CLIP_HEAD_WIDTH,
      patchSize,
      imageSize: perSide * patchSize,
    },
    text: {
      width: textWidth,
      layers: countBlocks(weights, 'transformer.resblocks.'),
      heads: textWidth / CLIP_HEAD_WIDTH,
      contextLength: size('positional_embedding', 0),
      vocabularySize: size('token_embedding.weight', 0),
    },
    temporal: hasTemporal(weights) ? readTemporal(weights, size) : null,
  }
}

const TEMPORAL_BLOCKS = 'temporal.temporal_transformer.layers.'

const hasTemporal = (weights: Weights): boolean =>
  [...weights.keys()].some((name) => name.startsWith('temporal.'))

function readTemporal(
  weights: Weights,
  size: (name: string, axis: number) => number,
): NonNullable<Architecture['temporal']> {
  return {
    layers: countBlocks(weights, TEMPORAL_BLOCKS),
    heads: TEMPORAL_HEADS,
    headWidth: size(`${TEMPORAL_BLOCKS}0.0.fn.fn.to_qkv.weight`, 0) / 3 / TEMPORAL_HEADS,
    hiddenWidth: size(`${TEMPORAL_BLOCKS}0.1.fn.fn.net.0.weight`, 0),
    // One position is that of the learned token.
    maxFrames: size('temporal.pos_embedding', 1) - 1,
  }
}

/** Ten times those of the largest CLIP. A block of a higher number is one that no network needs. */
const MOST_BLOCKS = 500

/** One more than the highest number of a block: a block that is missing in between shall be missed. */
function countBlocks(weights: Weights, prefix: string): number {
  let count = 0
  for (const name of weights.keys()) {
    if (!name.startsWith(prefix)) continue
    const index = Number.parseInt(name.slice(prefix.length), 10)
    if (Number.isInteger(index) && index < MOST_BLOCKS) count = Math.max(count, index + 1)
  }
  return count
}

/** Every weight that a network of these sizes has, with its shape. */
export function expectedShapes(architecture: Architecture): Map<string, readonly number[]> {
  const { embeddingDim: dim, visual, text, temporal } = architecture
  const patches = (visual.imageSize / visual.patchSize) ** 2
  const shapes = new Map<string, readonly number[]>([
    ['visual.conv1.weight', [visual.width, 3, visual.patchSize, visual.patchSize]],
    ['visual.class_embedding', [visual.width]],
    ['visual.positional_embedding', [patches + 1, visual.width]],
    ['visual.proj', [visual.width, dim]],
    ['token_embedding.weight', [text.vocabularySize, text.width]],
    ['positional_embedding', [text.contextLength, text.width]],
    ['text_projection', [text.width, dim]],
    ['logit_scale', []],
  ])
  addNorm(shapes, 'visual.ln_pre', visual.width)
  addNorm(shapes, 'visual.ln_post', visual.width)
  addNorm(shapes, 'ln_final', text.width)
  addClipBlocks(shapes, 'visual.transformer', visual)
  addClipBlocks(shapes, 'transformer', text)
  if (temporal !== null) addTemporal(shapes, temporal, dim)
  return shapes
}

type Shapes = Map<string, readonly number[]>

function addNorm(shapes: Shapes, name: string, width: number): void {
  shapes.set(`${name}.weight`, [width])
  shapes.set(`${name}.bias`, [width])
}

function addLinear(shapes: Shapes, name: string, [outputs, inputs]: readonly [number, number]): void {
  shapes.set(`${name}.weight`, [outputs, inputs])
  shapes.set(`${name}.bias`, [outputs])
}

function addClipBlocks(
  shapes: Shapes,
  tower: string,
  { width, layers }: { width: number; layers: number },
): void {
  for (let index = 0; index < layers; index++) {
    const block = `${tower}.resblocks.${String(index)}`
    shapes.set(`${block}.attn.in_proj_weight`, [3 * width, width])
    shapes.set(`${block}.attn.in_proj_bias`, [3 * width])
    addLinear(shapes, `${block}.attn.out_proj`, [width, width])
    addLinear(shapes, `${block}.mlp.c_fc`, [4 * width, width])
    addLinear(shapes, `${block}.mlp.c_proj`, [width, 4 * width])
    addNorm(shapes, `${block}.ln_1`, width)
    addNorm(shapes, `${block}.ln_2`, width)
  }
}

function addTemporal(shapes: Shapes, temporal: NonNullable<Architecture['temporal']>, dim: number): void {
  const { heads, headWidth, hiddenWidth, layers, maxFrames } = temporal
  const inner = heads * headWidth
  shapes.set('temporal.cls_token', [1, 1, dim])
  shapes.set('temporal.pos_embedding', [1, maxFrames + 1, dim])
  for (let index = 0; index < layers; index++) {
    const block = TEMPORAL_BLOCKS + String(index)
    addNorm(shapes, `${block}.0.fn.norm`, dim)
    addNorm(shapes, `${block}.1.fn.norm`, dim)
    shapes.set(`${block}.0.fn.fn.to_qkv.weight`, [3 * inner, dim])
    addLinear(shapes, `${block}.0.fn.fn.to_out.0`, [dim, inner])
    addLinear(shapes, `${block}.1.fn.fn.net.0`, [hiddenWidth, dim])
    addLinear(shapes, `${block}.1.fn.fn.net.3`, [dim, hiddenWidth])
  }
}

/** For example `ViT-B/32`, by the widths of the published ones; else the sizes themselves. */
export function visualName({ width, layers, patchSize }: Architecture['visual']): string {
  const published = { '768x12': 'B', '1024x24': 'L', '1280x32': 'H' } as Readonly<Record<string, string>>
  const letter = published[`${String(width)}x${String(layers)}`]
  return letter === undefined
    ? `ViT ${String(width)}x${String(layers)}/${String(patchSize)}`
    : `ViT-${letter}/${String(patchSize)}`
}
