import type { Precision } from '#shared/domain/pack.ts'
import { CLIP_TOKEN_LIMIT } from '#shared/domain/token-count.ts'
import { float, int, ints, RUNTIME_DOMAIN } from '../../inference/onnx/graph.ts'
import type { GraphBuilder, ValueName } from '../../inference/onnx/graph.ts'
import type { ModelWeights } from '../model-weights.ts'
import { toFloat16 } from './float16.ts'
import { quantiseRows, transpose } from './quantise.ts'

/** Of every layer norm in CLIP and in EmoCLIP (PyTorch's default). */
const EPSILON = 1e-5

/** A linear layer's matrix: PyTorch keeps one row per output, CLIP's projections one row per input. */
export interface Matrix {
  readonly name: string
  readonly layout: 'output-rows' | 'input-rows'
  /** Never in 8 bits; for a layer to whose rounding all others are exposed. */
  readonly exact?: true
}

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

export interface AttentionLayer {
  /** Queries, keys and values in one matrix, in this order. */
  readonly matrix: Matrix
  readonly bias: string | null
  /** Length of x's last axis. */
  readonly width: number
  readonly heads: number
  /** Width of all heads together. */
  readonly innerWidth: number
  /** Each token sees itself and those before it. */
  readonly causal: boolean
}

/** Smaller matrices take no time worth saving, and 8 bits cost them as much in exactness as large ones. */
const WORTH_QUANTISING = 200_000

export function createLayers(graph: GraphBuilder, precision: Precision, weights: ModelWeights): Layers {
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

  /** The three inputs by which the runtime's quantised operators take a matrix: values, scales, zero points. */
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

  const fused = (operator: string, inputs: readonly ValueName[], attributes = {}): ValueName =>
    graph.node({ operator, domain: RUNTIME_DOMAIN, inputs, attributes })

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
    const product = fused('DynamicQuantizeMatMul', [even, ...(await quantised(matrix))])
    const scaled = graph.node({ operator: 'Mul', inputs: [product, size] })
    return biases.length === 0 ? scaled : graph.node({ operator: 'Add', inputs: [scaled, ...biases] })
  }

  async function quantisedAttention(x: ValueName, layer: AttentionLayer): Promise<ValueName> {
    const [values, scales, zeroPoints] = await quantised(layer.matrix)
    const bias = await attentionBias(layer)
    const [bytes = '', scale = '', zeroPoint = ''] = graph.nodeWithOutputs(
      { operator: 'DynamicQuantizeLinear', inputs: [x] },
      [true, true, true],
    )
    const inputs = [bytes, values, bias, scale, scales, '', zeroPoint, zeroPoints]
    return fused('QAttention', inputs, attentionAttributes(layer))
  }

  /** The fused operators want a bias where EmoCLIP's temporal transformer has none. */
  async function attentionBias({ bias, innerWidth }: AttentionLayer): Promise<ValueName> {
    return bias === null ? floats(new Float32Array(3 * innerWidth), [3 * innerWidth]) : vector(bias)
  }

  /**
   * Without the runtime's fused operators: on WebGPU, these give wrong numbers for 32 tokens and more where the
   * device's subgroups are small, and on the CPU they save nothing.
   */
  async function plainAttention(x: ValueName, layer: AttentionLayer): Promise<ValueName> {
    const { matrix, bias, width, heads, innerWidth } = layer
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
    async attention(x, layer) {
      if (layer.innerWidth === layer.width && isQuantised(layer.matrix)) return quantisedAttention(x, layer)
      return plainAttention(x, layer)
    },
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

/** Still a number in half precision; what it leaves of a share rounds to nothing. */
const UNSEEN = -60_000

/** Codes of ONNX's element types, for `Cast`. */
const SINGLE = 1
const HALF = 10

function attentionAttributes({ heads, causal }: AttentionLayer) {
  return { num_heads: int(heads), unidirectional: int(causal ? 1 : 0) }
}

/** A convolution whose patches do not overlap is a matrix, too: [outputs, everything else]. */
function matrixShape(shape: readonly number[]): [number, number] {
  const [rows = 0, ...rest] = shape
  return [rows, rest.reduce((product, size) => product * size, 1)]
}
