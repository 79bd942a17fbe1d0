import { createHash } from 'node:crypto'
import onnxProto from 'onnx-proto'
import { headCardSchema } from '#shared/domain/severity-head.ts'
import type { HeadCard } from '#shared/domain/severity-head.ts'
import { AppError } from '#shared/errors.ts'
import { createGraph } from '../../packs/onnx/graph.ts'

export const HEAD_CARD = 'head.json'
export const HEAD_WEIGHTS = 'head.onnx'

/** Names of the graph's tensors. */
const [INPUT, OUTPUT] = ['session_features', 'estimate']

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/**
 * A linear head as an ONNX graph: sessions x features in, sessions x 1 out, cut to the range of the item. float32, as every
 * runtime takes it.
 */
export function encodeHead(
  weights: Float64Array,
  { min, max, name }: { readonly min: number; readonly max: number; readonly name: string },
): Uint8Array {
  const dim = weights.length - 1
  const graph = createGraph('severity_head', { metadata: { item: name } })
  const input = graph.input(INPUT, ['sessions', dim])
  const slope = graph.float32(Float32Array.from(weights.subarray(0, dim)), [dim, 1])
  const intercept = graph.float32(Float32Array.of(weights[dim] ?? NaN), [1])
  const sum = graph.node({
    operator: 'Add',
    inputs: [graph.node({ operator: 'MatMul', inputs: [input, slope] }), intercept],
  })
  const ends = [min, max].map((end) => graph.float32(Float32Array.of(end), []))
  graph.node({ operator: 'Clip', inputs: [sum, ...ends], output: OUTPUT })
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

/**
 * Float64[dim + 1]: the weights of a graph that `encodeHead` made, then the intercept. Only what the card vouches for is read. Throws
 * AppError `file-unreadable`.
 */
export function decodeHead(onnx: Uint8Array, { weights, features: { dim } }: HeadCard): Float64Array {
  if (sha256(onnx) !== weights.sha256) {
    throw broken(`${weights.file} is not the file that the card of the head was made with.`)
  }
  try {
    const { graph } = onnxProto.onnx.ModelProto.decode(onnx)
    const [slope, intercept] = (graph?.initializer ?? []).map(({ rawData }) => floatsOf(rawData))
    if (slope?.length === dim && intercept?.length === 1) {
      const read = Float64Array.from([...slope, ...intercept])
      if (read.every(Number.isFinite)) return read
    }
  } catch (error) {
    throw broken(`${weights.file} is no ONNX model.`, error)
  }
  throw broken(`${weights.file} is not a linear head with ${String(dim)} features.`)
}
