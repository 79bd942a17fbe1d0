import type { Precision } from '#shared/domain/pack.ts'
import { float, int, ints, RUNTIME_DOMAIN } from '../../onnx/graph.ts'
import type { GraphBuilder, ValueName } from '../../onnx/graph.ts'
import type { ModelWeights } from '../model-weights.ts'
import { createAttention } from './attention.ts'
import type { Layers } from './layer-types.ts'
import { createConstants } from './constants.ts'
import type { InputRange, Matrix } from './constants.ts'

/** Of every layer norm in CLIP and in EmoCLIP (PyTorch's default). */
const EPSILON = 1e-5

export function createLayers(graph: GraphBuilder, precision: Precision, weights: ModelWeights): Layers {
  const constants = createConstants(graph, precision, weights)
  const { isHalf, vector, isQuantised, inputRows, quantised } = constants

  const reshape = (x: ValueName, dims: readonly number[]): ValueName =>
    graph.node({ operator: 'Reshape', inputs: [x, graph.int64(dims)] })

  async function linear(x: ValueName, matrix: Matrix, bias: string | null): Promise<ValueName> {
    const biases = bias === null ? [] : [await vector(bias)]
    if (isQuantised(matrix)) {
      const product = await quantisedProduct(x, matrix)
      return biases.length === 0 ? product : graph.node({ operator: 'Add', inputs: [product, ...biases] })
    }
    const inputs = [x, await inputRows(matrix), ...biases]
    return graph.node({ operator: bias === null ? 'MatMul' : 'Gemm', inputs })
  }

  /**
   * Each row has a scale of its own, so that a token with huge values does not drown the others, and its numbers do not
   * depend on the rows beside it. The runtime multiplies with one scale for all; the rows' own come in afterwards. A row
   * of zeros has the scale 0, which makes zeros of whatever bytes it got.
   */
  async function quantisedProduct(x: ValueName, matrix: Matrix): Promise<ValueName> {
    const [weights8, weightScales, weightZeroPoints] = await quantised(matrix)
    const inputs = matrix.inputs ?? 'around-zero'
    const scales = rowScales(x, inputs)
    const perRow = graph.node({ operator: 'Squeeze', inputs: [scales, graph.int64([1])] })
    const zero = graph.constant({ type: 'uint8', data: Uint8Array.of(ZERO_POINTS[inputs]), dims: [] })
    const zeroPoints = graph.node({
      operator: 'Expand',
      inputs: [zero, graph.node({ operator: 'Shape', inputs: [perRow] })],
    })
    const bytes = graph.node({
      operator: 'QuantizeLinear',
      inputs: [x, perRow, zeroPoints],
      attributes: { axis: int(0) },
    })
    const one = graph.float32(Float32Array.of(1), [])
    const product = graph.node({
      operator: 'MatMulIntegerToFloat',
      domain: RUNTIME_DOMAIN,
      inputs: [bytes, weights8, one, weightScales, zero, weightZeroPoints],
    })
    return graph.node({ operator: 'Mul', inputs: [product, scales] })
  }

  /** [m, 1]: how much one step of a byte is worth, so that all of a row lies between 0 and 255. */
  function rowScales(x: ValueName, inputs: InputRange): ValueName {
    const zeroPoint = ZERO_POINTS[inputs]
    const extreme = (operator: 'ReduceMax' | 'ReduceMin', of: ValueName, steps: number): ValueName => {
      const attributes = { axes: ints([-1]), keepdims: int(1) }
      const value = graph.node({ operator, inputs: [of], attributes })
      return graph.node({
        operator: 'Mul',
        inputs: [value, graph.float32(Float32Array.of(1 / steps), [1])],
      })
    }
    if (inputs === 'around-zero') {
      return extreme('ReduceMax', graph.node({ operator: 'Abs', inputs: [x] }), zeroPoint - 1)
    }
    const above = extreme('ReduceMax', x, 255 - zeroPoint)
    const below = extreme('ReduceMin', x, -zeroPoint)
    return graph.node({ operator: 'Max', inputs: [above, below] })
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
    add: (branch, residual) => graph.node({ operator: 'Add', inputs: [branch, residual] }),
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

/** Which byte stands for zero in a quantised input. */
const ZERO_POINTS: Readonly<Record<InputRange, number>> = { 'around-zero': 128, 'mostly-above': 32 }

/** Codes of ONNX's element types, for `Cast`. */
const SINGLE = 1
const HALF = 10
