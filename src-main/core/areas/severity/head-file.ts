import { createHash } from 'node:crypto'
import onnxProto from 'onnx-proto'
import type { onnx } from 'onnx-proto'
import { headCardSchema } from '#shared/domain/severity-head.ts'
import type { HeadCard } from '#shared/domain/severity-head.ts'
import { AppError } from '#shared/errors.ts'
import { createGraph, int } from '../../packs/onnx/graph.ts'
import type { GraphBuilder, ValueName } from '../../packs/onnx/graph.ts'
import { applyMlp, networkOf } from './heads/mlp-weights.ts'
import { applyLinear } from './linear.ts'

export const HEAD_CARD = 'head.json'
export const HEAD_WEIGHTS = 'head.onnx'

/** Names of the graph's tensors. */
const [INPUT, OUTPUT] = ['session_features', 'estimate']

/** As the head reads them, on so many features. */
interface HeadWeights {
  readonly weights: Float64Array
  readonly dim: number
}

const isLinear = ({ weights, dim }: HeadWeights): boolean => weights.length === dim + 1

/** What a head out of a file says of a session; not cut to any range. */
export function applyFromFile(weights: Float64Array, features: Float64Array): number {
  return isLinear({ weights, dim: features.length })
    ? applyLinear(weights, features)
    : applyMlp(weights, features)
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What a head of one item says before it is cut to the range: linear, or by a network. */
function estimateOf(graph: GraphBuilder, input: ValueName, { weights, dim }: HeadWeights): ValueName {
  const constant = (values: Float64Array, dims: readonly number[]): ValueName =>
    graph.float32(Float32Array.from(values), dims)
  if (isLinear({ weights, dim })) {
    const slope = constant(weights.subarray(0, dim), [dim, 1])
    const intercept = constant(weights.subarray(dim), [1])
    return graph.node({
      operator: 'Add',
      inputs: [graph.node({ operator: 'MatMul', inputs: [input, slope] }), intercept],
    })
  }
  const { hidden, first, firstBias, second, secondBias } = networkOf(weights, dim)
  const layer = (from: ValueName, ...[matrix, bias]: [ValueName, ValueName]): ValueName =>
    graph.node({ operator: 'Gemm', inputs: [from, matrix, bias], attributes: { transB: int(1) } })
  const units = layer(input, constant(first, [hidden, dim]), constant(firstBias, [hidden]))
  const active = graph.node({ operator: 'Relu', inputs: [units] })
  return layer(active, constant(second, [1, hidden]), constant(secondBias, [1]))
}

/** A head as an ONNX graph: sessions x features in, sessions x 1 out, cut to the range of the item. float32, as every runtime takes it. */
export function encodeHead(
  head: HeadWeights,
  { min, max, name }: { readonly min: number; readonly max: number; readonly name: string },
): Uint8Array {
  const graph = createGraph('severity_head', { metadata: { item: name } })
  const estimate = estimateOf(graph, graph.input(INPUT, ['sessions', head.dim]), head)
  const ends = [min, max].map((end) => graph.float32(Float32Array.of(end), []))
  graph.node({ operator: 'Clip', inputs: [estimate, ...ends], output: OUTPUT })
  graph.output(OUTPUT, ['sessions', 1])
  return graph.encode()
}

export function cardOf(
  given: Omit<HeadCard, 'kind' | 'formatVersion' | 'weights'>,
  onnx: Uint8Array,
): HeadCard {
  return {
    kind: 'emoclip-severity-head',
    formatVersion: 1,
    weights: { file: HEAD_WEIGHTS, sha256: sha256(onnx) },
    ...given,
  }
}

const broken = (what: string, cause?: unknown): AppError =>
  new AppError(
    'file-unreadable',
    `${what} Ask for the head’s two files once more: ${HEAD_CARD} and the ONNX file that it names.`,
    {
      cause,
    },
  )

/** Throws AppError `file-unreadable` with one sentence. */
export function readCard(json: string): HeadCard {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (error) {
    throw broken('The card of the head is no JSON.', error)
  }
  const card = headCardSchema.safeParse(parsed)
  if (!card.success) throw broken('This is no card of a severity head of this version.', card.error)
  return card.data
}

/** Elements of a float32 constant of the graph. */
function floatsOf(raw: Uint8Array | null | undefined): Float32Array | null {
  if (raw === null || raw === undefined || raw.byteLength % 4 !== 0) return null
  // A copy of its own: what was decoded lies anywhere in the buffer of the whole file.
  return new Float32Array(Uint8Array.from(raw).buffer)
}

/** Constants of a graph that `encodeHead` made, in its order, the ends of the range left out: as the head reads them. Null for another graph. */
function weightsIn(graph: onnx.IGraphProto | null | undefined, dim: number): Float64Array | null {
  const isNetwork = (graph?.node ?? []).some(({ opType }) => opType === 'Relu')
  const parts = (graph?.initializer ?? [])
    .slice(0, isNetwork ? 4 : 2)
    .map(({ rawData }) => floatsOf(rawData) ?? new Float32Array())
  const hidden = parts[1]?.length ?? 0
  const sizes = isNetwork ? [hidden * dim, hidden, hidden, 1] : [dim, 1]
  if (hidden === 0 || sizes.some((size, index) => parts[index]?.length !== size)) return null
  const weights = new Float64Array(sizes.reduce((sum, size) => sum + size, 0))
  let at = 0
  for (const part of parts) {
    weights.set(part, at)
    at += part.length
  }
  return weights.every(Number.isFinite) ? weights : null
}

/**
 * The weights of a graph that `encodeHead` made: a linear one, or a network. Only what the card vouches for is read. Throws AppError
 * `file-unreadable`.
 */
export function decodeHead(onnx: Uint8Array, { weights, features: { dim } }: HeadCard): Float64Array {
  if (sha256(onnx) !== weights.sha256) {
    throw broken(`${weights.file} is not the file that the card of the head was made with.`)
  }
  try {
    const read = weightsIn(onnxProto.onnx.ModelProto.decode(onnx).graph, dim)
    if (read !== null) return read
  } catch (error) {
    throw broken(`${weights.file} is no ONNX model.`, error)
  }
  throw broken(`${weights.file} is not a head with ${String(dim)} features.`)
}
