import type { Precision } from '#shared/domain/pack.ts'
import { float, int, ints, RUNTIME_DOMAIN } from '../../inference/onnx/graph.ts'
import type { GraphBuilder, ValueName } from '../../inference/onnx/graph.ts'
import type { ModelWeights } from '../model-weights.ts'
import { createAttention } from './attention.ts'
import type { AttentionLayer } from './attention.ts'
import { createConstants } from './constants.ts'
import type { Matrix } from './constants.ts'

/** Of every layer norm in CLIP and in EmoCLIP (PyTorch's default). */
const EPSILON = 1e-5

/**
 * The layers that CLIP's towers and EmoCLIP's temporal transformer are made of, in one precision. Matrices of
 * `int8` hold 8-bit weights, one scale per output, and inputs are quantised when they come; all between the
 * matrices stays float32, and so do small matrices. In `fp16` everything between input and output is float16.
 */
export interface Layers {
  readonly graph: GraphBuilder
  /** A small tensor in the precision in which activations are kept, reshaped to `dims` when given. */
  vector(name: string, dims?: readonly number[]): Promise<ValueName>
  /** [m, inputs] to [m, outputs] */
  linear(x: ValueName, matrix: Matrix, bias: string | null): Promise<ValueName>
  layerNorm(x: ValueName, prefix: string): Promise<ValueName>
  /** Sum of a branch, its bias and the residual, and the layer norm of that sum. */
  addAndNorm(
    sum: {
      readonly branch: ValueName
      readonly residual: ValueName
      readonly bias: string | null
    },
    prefix: string,
  ): Promise<{ normed: ValueName; sum: ValueName }>
  /** Sum of a branch, its bias and the residual. */
  add(branch: ValueName, residual: ValueName, bias: string | null): Promise<ValueName>
  /** Multi-head self-attention up to, not including, the projection of its output: [n, s, width] to the same. */
  attention(x: ValueName, attention: AttentionLayer): Promise<ValueName>
  reshape(x: ValueName, dims: readonly number[]): ValueName
  /** Float32 inputs to the precision of the activations, and back. */
  enter(x: ValueName): ValueName
  leave(x: ValueName, output: ValueName): void
}

export function createLayers(graph: GraphBuilder, precision: Precision, weights: ModelWeights): Layers {
  const constants = createConstants(graph, precision, weights)
  const { isHalf, vector, isQuantised, inputRows, quantised } = constants

  const reshape = (x: ValueName, dims: readonly number[]): ValueName =>
    graph.node({ operator: 'Reshape', inputs: [x, graph.int64(dims)] })

  async function linear(x: ValueName, matrix: Matrix, bias: string | null): Promise<ValueName> {
    const biases = bias === null ? [] : [await vector(bias)]
    if (isQuantised(matrix)) return quantisedLinear(x, matrix, biases)
    const inputs = [x, await inputRows(matrix), ...biases]
    return graph.node({ operator: bias === null ? 'MatMul' : 'Gemm', inputs })
  }

  /**
   * The runtime quantises its input with one scale for all rows. Here each row is first brought to a largest
   * value of 1, and back afterwards, so that a token with huge values does not drown the others.
   */
  async function quantisedLinear(
    x: ValueName,
    matrix: Matrix,
    biases: readonly ValueName[],
  ): Promise<ValueName> {
    const magnitudes = graph.node({ operator: 'Abs', inputs: [x] })
    const largest = graph.node({
      operator: 'ReduceMax',
      inputs: [magnitudes],
      attributes: { axes: ints([-1]), keepdims: int(1) },
    })
    const tiny = graph.float32(Float32Array.of(1e-30), [1])
    const size = graph.node({ operator: 'Add', inputs: [largest, tiny] })
    const even = graph.node({ operator: 'Div', inputs: [x, size] })
    const product = graph.node({
      operator: 'DynamicQuantizeMatMul',
      domain: RUNTIME_DOMAIN,
      inputs: [even, ...(await quantised(matrix))],
    })
    const scaled = graph.node({ operator: 'Mul', inputs: [product, size] })
    return biases.length === 0 ? scaled : graph.node({ operator: 'Add', inputs: [scaled, ...biases] })
  }

  return {
    graph,
    vector,
    linear,
    reshape,
    async layerNorm(x, prefix) {
      const inputs = [x, await vector(`${prefix}.weight`), await vector(`${prefix}.bias`)]
      const attributes = { axis: int(-1), epsilon: float(EPSILON) }
      return graph.node({ operator: 'LayerNormalization', inputs, attributes })
    },
    async addAndNorm({ branch, residual, bias }, prefix) {
      const inputs = [
        branch,
        residual,
        await vector(`${prefix}.weight`),
        await vector(`${prefix}.bias`),
        ...(bias === null ? [] : [await vector(bias)]),
      ]
      const [normed = '', sum = ''] = graph.nodeWithOutputs(
        {
          operator: 'SkipLayerNormalization',
          domain: RUNTIME_DOMAIN,
          inputs,
          attributes: { epsilon: float(EPSILON) },
        },
        [true, false, false, true],
      )
      return { normed, sum }
    },
    async add(branch, residual, bias) {
      const biased =
        bias === null
          ? branch
          : graph.node({
              operator: 'Add',
              inputs: [branch, await vector(bias)],
            })
      return graph.node({ operator: 'Add', inputs: [biased, residual] })
    },
    attention: createAttention({ graph, constants, linear, reshape }),
    enter: (x) =>
      isHalf
        ? graph.node({
            operator: 'Cast',
            inputs: [x],
            attributes: { to: int(HALF) },
          })
        : x,
    leave(x, output) {
      const operator = isHalf ? 'Cast' : 'Identity'
      graph.node({
        operator,
        inputs: [x],
        output,
        ...(isHalf ? { attributes: { to: int(SINGLE) } } : {}),
      })
    },
  }
}

/** Codes of ONNX's element types, for `Cast`. */
const SINGLE = 1
const HALF = 10
