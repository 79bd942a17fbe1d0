import { activationOf } from '#shared/domain/pack.ts'
import type { Architecture } from '#shared/domain/pack.ts'
import { ints } from '../../onnx/graph.ts'
import type { ValueName } from '../../onnx/graph.ts'
import { firstToken, withFirstToken } from './first-token.ts'
import type { Layers } from './layer-types.ts'
import { residualStack } from './residual-stack.ts'

export const VISUAL_INPUT = 'pixel_values'
export const VISUAL_OUTPUT = 'frame_embeds'

/** CLIP's vision transformer: `pixel_values` [n, 3, size, size], normalised, to `frame_embeds` [n, dim]. */
export async function buildVisualGraph(layers: Layers, architecture: Architecture): Promise<void> {
  const { graph } = layers
  const { visual, embeddingDim } = architecture
  const { width, patchSize, imageSize } = visual
  const pixels = layers.enter(graph.input(VISUAL_INPUT, ['n', 3, imageSize, imageSize]))
  const patches = await layers.linear(
    patchRows(layers, pixels, { patchSize, perSide: imageSize / patchSize }),
    { name: 'visual.conv1.weight', layout: 'output-rows', exact: true },
    null,
  )
  const perFrame = (imageSize / patchSize) ** 2
  const token = await layers.vector('visual.class_embedding', [1, 1, width])
  const sequence = withFirstToken(graph, token, layers.reshape(patches, [-1, perFrame, width]))
  const positions = await layers.vector('visual.positional_embedding', [1, perFrame + 1, width])
  const placed = graph.node({ operator: 'Add', inputs: [sequence, positions] })
  const entered = await layers.layerNorm(placed, 'visual.ln_pre')
  const seen = await residualStack(layers, entered, {
    prefix: 'visual.transformer',
    layers: visual.layers,
    heads: visual.heads,
    width,
    causal: false,
    activation: activationOf(architecture),
    finalNorm: 'visual.ln_post',
    select: (x) => firstToken(graph, x),
  })
  const projection = { name: 'visual.proj', layout: 'input-rows' } as const
  layers.leave(await layers.linear(layers.reshape(seen, [-1, width]), projection, null), VISUAL_OUTPUT)
  graph.output(VISUAL_OUTPUT, ['n', embeddingDim])
}

/**
 * One row of pixels per patch: [n * patches, 3 * patchSize^2]. The patches do not overlap, so that CLIP's first
 * convolution is a matrix like any other; as such it runs faster.
 */
function patchRows(
  { graph, reshape }: Layers,
  pixels: ValueName,
  { patchSize, perSide }: { readonly patchSize: number; readonly perSide: number },
): ValueName {
  const cut = reshape(pixels, [-1, 3, perSide, patchSize, perSide, patchSize])
  const ordered = graph.node({
    operator: 'Transpose',
    inputs: [cut],
    attributes: { perm: ints([0, 2, 4, 1, 3, 5]) },
  })
  return reshape(ordered, [-1, 3 * patchSize * patchSize])
}
