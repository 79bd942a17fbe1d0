import onnxProto from 'onnx-proto'
import type { onnx } from 'onnx-proto'

/**
 * Writes ONNX models node by node. Encoding is deterministic: the same calls give the same bytes, so that a
 * pack built twice has one hash.
 */

const FLOAT = 1
const INT64 = 7
/** IR version 8 goes with opset 17; every runtime since onnxruntime 1.12 reads it. */
const IR_VERSION = 8
const OPSET = 17

/** Attribute values carry their ONNX type, since `1` may be an int or a float. */
export type OnnxAttribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }

export const int = (value: number): OnnxAttribute => ({ type: 'int', value })
export const ints = (value: readonly number[]): OnnxAttribute => ({ type: 'ints', value })
export const float = (value: number): OnnxAttribute => ({ type: 'float', value })
export const string = (value: string): OnnxAttribute => ({ type: 'string', value })

/** Name of a tensor inside the graph. */
export type ValueName = string

export interface OnnxNode {
  readonly operator: string
  readonly inputs: readonly ValueName[]
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>
  /** Name of the result; made up when not given. */
  readonly output?: ValueName
}

export interface GraphBuilder {
  /** A fed float32 tensor; a string is a dimension known only at run time. */
  input(name: ValueName, dims: readonly (number | string)[]): ValueName
  /** Marks a value as a result. */
  output(name: ValueName, dims: readonly (number | string)[]): void
  float32(data: Float32Array, dims: readonly number[]): ValueName
  int64(data: readonly number[]): ValueName
  node(node: OnnxNode): ValueName
  /** Throws when the model does not follow the ONNX schema. */
  encode(): Uint8Array
}

/** `metadata` is written into the model file, e.g. where its weights came from. */
export function createGraph(name: string, metadata: Readonly<Record<string, string>> = {}): GraphBuilder {
  const nodes: onnx.INodeProto[] = []
  const initializers: onnx.ITensorProto[] = []
  const inputs: onnx.IValueInfoProto[] = []
  const outputs: onnx.IValueInfoProto[] = []
  let named = 0
  const freshName = (stem: string): ValueName => `${stem}_${String(named++)}`

  const constant = (dataType: number, dims: readonly number[], bytes: Uint8Array): ValueName => {
    const constantName = freshName('const')
    initializers.push({ name: constantName, dims: [...dims], dataType, rawData: bytes })
    return constantName
  }

  return {
    input(inputName, dims) {
      inputs.push(valueInfo(inputName, dims))
      return inputName
    },
    output(outputName, dims) {
      outputs.push(valueInfo(outputName, dims))
    },
    float32(data, dims) {
      const count = dims.reduce((product, dim) => product * dim, 1)
      if (count !== data.length) throw new Error(`${String(data.length)} values for [${dims.join(', ')}]`)
      return constant(FLOAT, dims, littleEndian(data))
    },
    int64(data) {
      return constant(INT64, [data.length], littleEndian(BigInt64Array.from(data, BigInt)))
    },
    node({ operator, inputs: nodeInputs, attributes = {}, output = freshName(operator.toLowerCase()) }) {
      nodes.push({
        opType: operator,
        name: `${operator}_${String(nodes.length)}`,
        input: [...nodeInputs],
        output: [output],
        attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
      })
      return output
    },
    encode() {
      const model: onnx.IModelProto = {
        irVersion: IR_VERSION,
        producerName: 'emoclip-studio',
        opsetImport: [{ domain: '', version: OPSET }],
        metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
        graph: { name, node: nodes, initializer: initializers, input: inputs, output: outputs },
      }
      const fault = onnxProto.onnx.ModelProto.verify(model)
      if (fault !== null) throw new Error(`Not a valid ONNX model: ${fault}`)
      return onnxProto.onnx.ModelProto.encode(onnxProto.onnx.ModelProto.create(model)).finish()
    },
  }
}

function valueInfo(name: string, dims: readonly (number | string)[]): onnx.IValueInfoProto {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }))
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } }
}

function attributeProto(name: string, attribute: OnnxAttribute): onnx.IAttributeProto {
  const types = onnxProto.onnx.AttributeProto.AttributeType
  switch (attribute.type) {
    case 'int':
      return { name, type: types.INT, i: attribute.value }
    case 'ints':
      return { name, type: types.INTS, ints: [...attribute.value] }
    case 'float':
      return { name, type: types.FLOAT, f: attribute.value }
    case 'string':
      return { name, type: types.STRING, s: new TextEncoder().encode(attribute.value) }
  }
}

/** ONNX stores raw data little-endian; every platform that onnxruntime has a build for is, too. */
function littleEndian(data: Float32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice()
}
