import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'
import { int, ints, RUNTIME_DOMAIN } from '../../onnx/graph.ts'
import type { GraphBuilder, ValueName } from '../../onnx/graph.ts'
import type { Constants } from './constants.ts'
import type { Layers, AttentionLayer } from './layer-types.ts'

export interface AttentionParts {
  readonly graph: GraphBuilder
  readonly constants: Constants
  readonly linear: Layers['linear']
  readonly reshape: Layers['reshape']
}

/** Multi-head self-attention up to, not including, the projection of its output: [n, s, width] to [n, s, innerWidth]. */
export function createAttention({ graph, constants, linear, reshape }: AttentionParts): Layers['attention'] {
  const { floats, vector, isQuantised, quantised } = constants

  /** Queries, keys and values of x: [n, s, innerWidth] each. */
  async function projections(x: ValueName, { matrix, bias, width, innerWidth }: AttentionLayer) {
    const together = await linear(reshape(x, [-1, width]), matrix, bias)
    const shaped = graph.node({
      operator: 'Reshape',
      inputs: [together, sequenceShape(x, 3 * innerWidth)],
    })
    const [queries = '', keys = '', values = ''] = graph.nodeWithOutputs(
      {
        operator: 'Split',
        inputs: [shaped, graph.int64([innerWidth, innerWidth, innerWidth])],
        attributes: { axis: int(-1) },
      },
      [true, true, true],
    )
    return { queries, keys, values }
  }

  /**
   * For frames, several of which share a run: each token is quantised by itself. What is left is done by the runtime's
   * operator, which on the CPU takes two thirds of the time of its parts.
   */
  async function frameAttention(x: ValueName, layer: AttentionLayer): Promise<ValueName> {
    const { queries, keys, values } = await projections(x, layer)
    return graph.node({
      operator: 'MultiHeadAttention',
      domain: RUNTIME_DOMAIN,
      inputs: [queries, keys, values],
      attributes: { num_heads: int(layer.heads) },
    })
  }

  /** For a text, alone in its run: one operator does all, and one scale is for all tokens. */
  async function textAttention(x: ValueName, { matrix, bias, heads, innerWidth }: AttentionLayer) {
    const [values, scales, zeroPoints] = await quantised(matrix)
    const biases =
      bias === null ? floats(new Float32Array(3 * innerWidth), [3 * innerWidth]) : await vector(bias)
    const [bytes = '', scale = '', zeroPoint = ''] = graph.nodeWithOutputs(
      { operator: 'DynamicQuantizeLinear', inputs: [x] },
      [true, true, true],
    )
    return graph.node({
      operator: 'QAttention',
      domain: RUNTIME_DOMAIN,
      inputs: [bytes, values, biases, scale, scales, '', zeroPoint, zeroPoints],
      attributes: { num_heads: int(heads), unidirectional: int(1) },
    })
  }

  /** On WebGPU, the fused operators give wrong numbers for 32 tokens and more where the device's subgroups are small. */
  async function plainAttention(x: ValueName, layer: AttentionLayer): Promise<ValueName> {
    const { heads, innerWidth } = layer
    const { queries, keys, values } = await projections(x, layer)
    const perHead = (part: ValueName, perm: readonly number[]): ValueName =>
      graph.node({
        operator: 'Transpose',
        inputs: [reshape(part, [0, 0, heads, innerWidth / heads])],
        attributes: { perm: ints(perm) },
      })
    const scale = floats(Float32Array.of((innerWidth / heads) ** -0.5), [1])
    const scaled = graph.node({
      operator: 'Mul',
      inputs: [perHead(queries, [0, 2, 1, 3]), scale],
    })
    const products = graph.node({
      operator: 'MatMul',
      inputs: [scaled, perHead(keys, [0, 2, 3, 1])],
    })
    const seen = layer.causal ? graph.node({ operator: 'Add', inputs: [products, causalMask(x)] }) : products
    const shares = graph.node({
      operator: 'Softmax',
      inputs: [seen],
      attributes: { axis: int(-1) },
    })
    const mixed = graph.node({
      operator: 'MatMul',
      inputs: [shares, perHead(values, [0, 2, 1, 3])],
    })
    const ordered = graph.node({
      operator: 'Transpose',
      inputs: [mixed],
      attributes: { perm: ints([0, 2, 1, 3]) },
    })
    return reshape(ordered, [0, 0, innerWidth])
  }

  /** [s, s], to be added: nothing where a token may look, far below everything where it may not. */
  function causalMask(x: ValueName): ValueName {
    const most = CLIP_TOKEN_LIMIT
    const mask = Float32Array.from({ length: most * most }, (_, i) =>
      i % most > Math.floor(i / most) ? UNSEEN : 0,
    )
    const length = graph.node({
      operator: 'Shape',
      inputs: [x],
      attributes: { start: int(1), end: int(2) },
    })
    const ends = graph.node({
      operator: 'Concat',
      inputs: [length, length],
      attributes: { axis: int(0) },
    })
    return graph.node({
      operator: 'Slice',
      inputs: [floats(mask, [most, most]), graph.int64([0, 0]), ends, graph.int64([0, 1])],
    })
  }

  /** [n, s, last] of a value whose n and s are known only at run time. */
  function sequenceShape(x: ValueName, last: number): ValueName {
    const inputs = [
      graph.node({
        operator: 'Shape',
        inputs: [x],
        attributes: { end: int(2) },
      }),
      graph.int64([last]),
    ]
    return graph.node({
      operator: 'Concat',
      inputs,
      attributes: { axis: int(0) },
    })
  }

  return (x, layer) => {
    // 8-bit nets run on the CPU only; the wide heads of the temporal transformer gain nothing by fused operators.
    const isFused = isQuantised(layer.matrix) && layer.innerWidth === layer.width
    if (!isFused) return plainAttention(x, layer)
    return layer.causal ? textAttention(x, layer) : frameAttention(x, layer)
  }
}

/** Still a number in half precision; what it leaves of a share rounds to nothing. */
const UNSEEN = -60_000
