import type { Architecture } from '#shared/domain/pack.ts'
import { int, RUNTIME_DOMAIN } from '../../onnx/graph.ts'
import type { ValueName } from '../../onnx/graph.ts'
import { firstToken, withFirstToken } from './first-token.ts'
import type { Layers } from './layer-types.ts'

export const TEMPORAL_INPUT = 'frame_embeds'
export const TEMPORAL_OUTPUT = 'video_embeds'

/**
 * EmoCLIP's temporal transformer: `frame_embeds` [n, frames, dim] to `video_embeds` [n, dim]. A learned token
 * comes first and is read in the end, without a final norm; blocks are pre-norm, GELU is the tanh form.
 */
export async function buildTemporalGraph(
  layers: Layers,
  architecture: Architecture & { readonly temporal: NonNullable<Architecture['temporal']> },
): Promise<void> {
  const { graph } = layers
  const { temporal, embeddingDim: width } = architecture
  const frames = layers.enter(graph.input(TEMPORAL_INPUT, ['n', 'frames', width]))
  const sequence = withFirstToken(graph, await layers.vector('temporal.cls_token'), frames)
  const length = graph.node({
    operator: 'Shape',
    inputs: [sequence],
    attributes: { start: int(1), end: int(2) },
  })
  const positions = graph.node({
    operator: 'Slice',
    inputs: [await layers.vector('temporal.pos_embedding'), graph.int64([0]), length, graph.int64([1])],
  })
  let x = graph.node({ operator: 'Add', inputs: [sequence, positions] })
  for (let index = 0; index < temporal.layers; index++) {
    const isLast = index === temporal.layers - 1
    x = await temporalBlock(layers, x, { index, isLast, width, temporal })
  }
  layers.leave(layers.reshape(x, [-1, width]), TEMPORAL_OUTPUT)
  graph.output(TEMPORAL_OUTPUT, ['n', width])
}

interface TemporalBlock {
  readonly index: number
  readonly isLast: boolean
  readonly width: number
  readonly temporal: NonNullable<Architecture['temporal']>
}

/** In the last block, all that comes after attention is computed for the first token alone. */
async function temporalBlock(layers: Layers, x: ValueName, block: TemporalBlock): Promise<ValueName> {
  const { graph } = layers
  const { index, isLast, width, temporal } = block
  const innerWidth = temporal.heads * temporal.headWidth
  const prefix = `temporal.temporal_transformer.layers.${String(index)}`
  const normed = await layers.layerNorm(x, `${prefix}.0.fn.norm`)
  const attended = await layers.attention(normed, {
    matrix: { name: `${prefix}.0.fn.fn.to_qkv.weight`, layout: 'output-rows' },
    bias: null,
    width,
    heads: temporal.heads,
    innerWidth,
    causal: false,
  })
  const [kept, residual] = isLast ? [firstToken(graph, attended), firstToken(graph, x)] : [attended, x]
  const out = { name: `${prefix}.0.fn.fn.to_out.0.weight`, layout: 'output-rows' } as const
  const projected = await layers.linear(
    layers.reshape(kept, [-1, innerWidth]),
    out,
    `${prefix}.0.fn.fn.to_out.0.bias`,
  )
  const shape = graph.node({ operator: 'Shape', inputs: [residual] })
  const reshaped = (value: ValueName): ValueName =>
    graph.node({ operator: 'Reshape', inputs: [value, shape] })
  const sum = layers.add(reshaped(projected), residual)
  const hiddenInput = await layers.layerNorm(sum, `${prefix}.1.fn.norm`)
  const widen = { name: `${prefix}.1.fn.fn.net.0.weight`, layout: 'output-rows' } as const
  const narrow = {
    name: `${prefix}.1.fn.fn.net.3.weight`,
    layout: 'output-rows',
    inputs: 'mostly-above',
  } as const
  const flat = layers.reshape(hiddenInput, [-1, width])
  const hidden = await layers.linear(flat, widen, `${prefix}.1.fn.fn.net.0.bias`)
  const active = graph.node({ operator: 'FastGelu', domain: RUNTIME_DOMAIN, inputs: [hidden] })
  const branch = await layers.linear(active, narrow, `${prefix}.1.fn.fn.net.3.bias`)
  return layers.add(reshaped(branch), sum)
}
