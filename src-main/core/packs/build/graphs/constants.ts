import type { Precision } from '#shared/domain/pack.ts'
import type { GraphBuilder, ValueName } from '../../onnx/graph.ts'
import type { ModelWeights } from '../model-weights.ts'
import { toFloat16 } from './float16.ts'
import { quantiseRows, transpose } from './quantise.ts'

/** Where a layer's inputs lie; what comes out of a GELU reaches little below zero. */
export type InputRange = 'around-zero' | 'mostly-above'

/** A linear layer's matrix: PyTorch keeps one row per output, CLIP's projections one row per input. */
export interface Matrix {
  readonly name: string
  readonly layout: 'output-rows' | 'input-rows'
  /** Never in 8 bits; for a layer to whose rounding all others are exposed. */
  readonly exact?: true
  /** For 8 bits; around zero when not said. */
  readonly inputs?: InputRange
}

/** Weights of a model as constants of a graph, in one precision. */
export interface Constants {
  readonly isHalf: boolean
  /** In the precision in which activations are kept. */
  floats(data: Float32Array, dims: readonly number[]): ValueName
  vector(name: string, dims?: readonly number[]): Promise<ValueName>
  /** Whether the matrix is kept in 8 bits. */
  isQuantised(matrix: Matrix): boolean
  /** [inputs, outputs], as `MatMul` and `Gemm` take it. */
  inputRows(matrix: Matrix): Promise<ValueName>
  /** As the runtime's quantised operators take it: values, scales, zero points. */
  quantised(matrix: Matrix): Promise<[ValueName, ValueName, ValueName]>
}

/** Smaller matrices take no time worth saving, and 8 bits cost them as much in exactness as large ones. */
const WORTH_QUANTISING = 200_000

export function createConstants(graph: GraphBuilder, precision: Precision, weights: ModelWeights): Constants {
  const isHalf = precision === 'fp16'
  const isQuantised = ({ name, exact }: Matrix): boolean =>
    precision === 'int8' &&
    exact !== true &&
    weights.shape(name).reduce((count, size) => count * size, 1) >= WORTH_QUANTISING

  function floats(data: Float32Array, dims: readonly number[]): ValueName {
    return isHalf
      ? graph.constant({ type: 'float16', data: toFloat16(data), dims })
      : graph.constant({ type: 'float32', data, dims })
  }

  async function vector(name: string, dims = weights.shape(name)): Promise<ValueName> {
    return floats(await weights.read(name), dims)
  }

  /** The matrix with one row per output. */
  async function outputRows({ name, layout }: Matrix) {
    const [first, second] = matrixShape(weights.shape(name))
    const stored = await weights.read(name)
    return layout === 'output-rows'
      ? { data: stored, rows: first, columns: second }
      : {
          data: transpose(stored, first, second),
          rows: second,
          columns: first,
        }
  }

  async function quantised(matrix: Matrix): Promise<[ValueName, ValueName, ValueName]> {
    const { data, rows, columns } = await outputRows(matrix)
    const { values, scales } = quantiseRows(data, rows, columns)
    return [
      graph.constant({
        type: 'int8',
        data: transpose(values, rows, columns),
        dims: [columns, rows],
      }),
      graph.constant({ type: 'float32', data: scales, dims: [rows] }),
      graph.constant({ type: 'int8', data: new Int8Array(rows), dims: [rows] }),
    ]
  }

  async function inputRows(matrix: Matrix): Promise<ValueName> {
    if (matrix.layout === 'input-rows') {
      return floats(await weights.read(matrix.name), matrixShape(weights.shape(matrix.name)))
    }
    const { data, rows, columns } = await outputRows(matrix)
    return floats(transpose(data, rows, columns), [columns, rows])
  }

  return { isHalf, floats, vector, isQuantised, inputRows, quantised }
}

/** A convolution whose patches do not overlap is a matrix, too: [outputs, everything else]. */
function matrixShape(shape: readonly number[]): [number, number] {
  const [rows = 0, ...rest] = shape
  return [rows, rest.reduce((product, size) => product * size, 1)]
}
