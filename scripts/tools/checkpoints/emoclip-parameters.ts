/** Every parameter of an EmoCLIP model: official name, shape, and how a fresh model would draw it. */

export interface EmoclipSizes {
  readonly visualWidth: number
  readonly visualLayers: number
  readonly textWidth: number
  readonly textLayers: number
  /** Width of the shared space, and of the temporal transformer. */
  readonly embedWidth: number
  readonly temporalLayers: number
  /** Of each of the eight temporal heads. */
  readonly headWidth: number
}

/** ViT-B/32 as published, and the smallest that has every part. */
export const emoclipSizes = {
  full: {
    visualWidth: 768,
    visualLayers: 12,
    textWidth: 512,
    textLayers: 12,
    embedWidth: 512,
    temporalLayers: 2,
    headWidth: 2048,
  },
  small: {
    visualWidth: 64,
    visualLayers: 1,
    textWidth: 64,
    textLayers: 1,
    embedWidth: 64,
    temporalLayers: 1,
    headWidth: 16,
  },
} as const satisfies Record<string, EmoclipSizes>

export interface Parameter {
  readonly name: string
  readonly dtype: 'float32' | 'float16'
  readonly shape: readonly number[]
  /** Normal with this deviation around `mean`. */
  readonly deviation: number
  readonly mean: number
}

const PATCH_PIXELS = 32
const IMAGE_PIXELS = 224
const VOCABULARY = 49_408
const CONTEXT_TOKENS = 77
const MAX_FRAMES = 1024
const TEMPORAL_HEADS = 8
const LOGIT_SCALE = 4.6
/** Fresh models have zeros here; a little noise lets tests see a bias that was forgotten. */
const BIAS_DEVIATION = 0.02

type Drawn = Omit<Parameter, 'dtype'>

const weight = (name: string, shape: readonly number[], deviation: number): Drawn => ({
  name,
  shape,
  deviation,
  mean: 0,
})
const bias = (name: string, width: number): Drawn => weight(name, [width], BIAS_DEVIATION)
const constant = (name: string, mean: number): Drawn => ({ name, shape: [], deviation: 0, mean })

function layerNorm(name: string, width: number): Drawn[] {
  return [
    { name: `${name}.weight`, shape: [width], deviation: BIAS_DEVIATION, mean: 1 },
    bias(`${name}.bias`, width),
  ]
}

/** With the prefix `module.` that distributed training leaves; CLIP's part in float16, as OpenAI publishes it. */
export function emoclipParameters(sizes: EmoclipSizes): Parameter[] {
  const half = backbone(sizes).map((drawn) => ({
    ...drawn,
    name: `module.backbone.${drawn.name}`,
    dtype: 'float16' as const,
  }))
  const single = [...temporal(sizes), constant('logit_scale', LOGIT_SCALE)].map((drawn) => ({
    ...drawn,
    name: `module.${drawn.name}`,
    dtype: 'float32' as const,
  }))
  return [...half, ...single]
}

function backbone({ visualWidth, visualLayers, textWidth, textLayers, embedWidth }: EmoclipSizes): Drawn[] {
  const patches = (IMAGE_PIXELS / PATCH_PIXELS) ** 2
  const patchValues = 3 * PATCH_PIXELS ** 2
  return [
    weight('positional_embedding', [CONTEXT_TOKENS, textWidth], 0.01),
    weight('text_projection', [textWidth, embedWidth], textWidth ** -0.5),
    constant('logit_scale', LOGIT_SCALE),
    weight('visual.class_embedding', [visualWidth], visualWidth ** -0.5),
    weight('visual.positional_embedding', [patches + 1, visualWidth], visualWidth ** -0.5),
    weight('visual.proj', [visualWidth, embedWidth], visualWidth ** -0.5),
    weight('visual.conv1.weight', [visualWidth, 3, PATCH_PIXELS, PATCH_PIXELS], (3 * patchValues) ** -0.5),
    ...layerNorm('visual.ln_pre', visualWidth),
    ...clipBlocks('visual.transformer', visualWidth, visualLayers),
    ...layerNorm('visual.ln_post', visualWidth),
    ...clipBlocks('transformer', textWidth, textLayers),
    weight('token_embedding.weight', [VOCABULARY, textWidth], 0.02),
    ...layerNorm('ln_final', textWidth),
  ]
}

function clipBlocks(tower: string, width: number, layers: number): Drawn[] {
  const attention = width ** -0.5
  // What is added to the residual stream is kept small by the number of layers.
  const projection = attention * (2 * layers) ** -0.5
  return Array.from({ length: layers }, (_, layer) => `${tower}.resblocks.${layer}`).flatMap((block) => [
    weight(`${block}.attn.in_proj_weight`, [3 * width, width], attention),
    bias(`${block}.attn.in_proj_bias`, 3 * width),
    weight(`${block}.attn.out_proj.weight`, [width, width], projection),
    bias(`${block}.attn.out_proj.bias`, width),
    ...layerNorm(`${block}.ln_1`, width),
    ...layerNorm(`${block}.ln_2`, width),
    weight(`${block}.mlp.c_fc.weight`, [4 * width, width], (2 * width) ** -0.5),
    bias(`${block}.mlp.c_fc.bias`, 4 * width),
    weight(`${block}.mlp.c_proj.weight`, [width, 4 * width], projection),
    bias(`${block}.mlp.c_proj.bias`, width),
  ])
}

function temporal({ embedWidth: width, temporalLayers, headWidth }: EmoclipSizes): Drawn[] {
  const inner = TEMPORAL_HEADS * headWidth
  const linear = (inputs: number) => (3 * inputs) ** -0.5
  const layers = Array.from(
    { length: temporalLayers },
    (_, layer) => `temporal.temporal_transformer.layers.${layer}`,
  )
  return [
    weight('temporal.cls_token', [1, 1, width], 1),
    weight('temporal.pos_embedding', [1, MAX_FRAMES, width], 1),
    ...layers.flatMap((layer) => [
      ...layerNorm(`${layer}.0.fn.norm`, width),
      weight(`${layer}.0.fn.fn.to_qkv.weight`, [3 * inner, width], linear(width)),
      weight(`${layer}.0.fn.fn.to_out.0.weight`, [width, inner], linear(inner)),
      bias(`${layer}.0.fn.fn.to_out.0.bias`, width),
      ...layerNorm(`${layer}.1.fn.norm`, width),
      weight(`${layer}.1.fn.fn.net.0.weight`, [width, width], linear(width)),
      bias(`${layer}.1.fn.fn.net.0.bias`, width),
      weight(`${layer}.1.fn.fn.net.3.weight`, [width, width], linear(width)),
      bias(`${layer}.1.fn.fn.net.3.bias`, width),
    ]),
  ]
}
