import { activationOf } from '#shared/domain/pack.ts'
import type { Architecture, Precision } from '#shared/domain/pack.ts'
import { int } from '../../onnx/graph.ts'
import type { GraphBuilder, ValueName } from '../../onnx/graph.ts'
import type { ModelWeights } from '../model-weights.ts'
import { toFloat16 } from './float16.ts'
import type { Layers } from './layer-types.ts'
import { residualStack } from './residual-stack.ts'

export const TEXT_INPUT = 'input_ids'
export const TEXT_OUTPUT = 'text_embeds'

export interface TextGraphSource {
  readonly architecture: Architecture
  readonly weights: ModelWeights
  readonly precision: Precision
}

/**
 * CLIP's text transformer: int32 `input_ids` [n, length] to `text_embeds` [n, dim]. Attention is causal, so what
 * follows the end mark does not matter, and a caller may leave out columns in which no text has a token.
 */
export async function buildTextGraph(layers: Layers, source: TextGraphSource): Promise<void> {
  const { graph } = layers
  const { text, embeddingDim } = source.architecture
  const { width } = text
  const ids = graph.input(TEXT_INPUT, ['n', 'length'], 'int32')
  const length = graph.node({
    operator: 'Shape',
    inputs: [ids],
    attributes: { start: int(1), end: int(2) },
  })
  const positions = graph.node({
    operator: 'Slice',
    inputs: [await layers.vector('positional_embedding'), graph.int64([0]), length, graph.int64([0])],
  })
  const tokens = await tokenEmbeddings(layers, ids, source)
  const placed = graph.node({ operator: 'Add', inputs: [tokens, positions] })
  const rows = endMarkRows(graph, ids, length)
  const read = await residualStack(layers, placed, {
    prefix: 'transformer',
    layers: text.layers,
    heads: text.heads,
    width,
    causal: true,
    activation: activationOf(source.architecture),
    finalNorm: 'ln_final',
    select: (x) => {
      const flat = layers.reshape(x, [-1, width])
      return layers.reshape(graph.node({ operator: 'Gather', inputs: [flat, rows] }), [-1, 1, width])
    },
  })
  const projection = { name: 'text_projection', layout: 'input-rows' } as const
  layers.leave(await layers.linear(layers.reshape(read, [-1, width]), projection, null), TEXT_OUTPUT)
  graph.output(TEXT_OUTPUT, ['n', embeddingDim])
}

/**
 * With 8-bit matrices, the table of 49,408 tokens is kept in half precision: it is only looked up, so that 8 bits
 * would save no time.
 */
async function tokenEmbeddings(
  { graph, vector }: Layers,
  ids: ValueName,
  { weights, precision }: TextGraphSource,
): Promise<ValueName> {
  const name = 'token_embedding.weight'
  const gather = (table: ValueName): ValueName => graph.node({ operator: 'Gather', inputs: [table, ids] })
  if (precision !== 'int8') return gather(await vector(name))
  const data = toFloat16(await weights.read(name))
  const halves = gather(graph.constant({ type: 'float16', data, dims: weights.shape(name) }))
  return graph.node({ operator: 'Cast', inputs: [halves], attributes: { to: int(FLOAT32) } })
}

/** ONNX's code of the type. */
const FLOAT32 = 1

/**
 * Row of each text's end mark in the flattened [n * length] tokens. The end mark has the largest id, and as in
 * the original, the first one counts.
 */
function endMarkRows(graph: GraphBuilder, ids: ValueName, length: ValueName): ValueName {
  const ends = graph.node({
    operator: 'ArgMax',
    inputs: [ids],
    attributes: { axis: int(1), keepdims: int(0) },
  })
  const count = graph.node({ operator: 'Shape', inputs: [ids], attributes: { end: int(1) } })
  const scalar = (value: ValueName): ValueName =>
    graph.node({ operator: 'Squeeze', inputs: [value, graph.int64([0])] })
  const zero = scalar(graph.int64([0]))
  const one = scalar(graph.int64([1]))
  const texts = graph.node({ operator: 'Range', inputs: [zero, scalar(count), one] })
  const starts = graph.node({ operator: 'Mul', inputs: [texts, length] })
  return graph.node({ operator: 'Add', inputs: [starts, ends] })
}
