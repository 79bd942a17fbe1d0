import onnxProto from 'onnx-proto'
import type { onnx } from 'onnx-proto'
import type { WeightsFile } from './weights-file.ts'

/**
 * Writes ONNX models node by node. Encoding is deterministic: the same calls give the same bytes, so that a
 * pack built twice has one hash.
 */

/** Codes of ONNX's `TensorProto.DataType`. */
const ELEMENT_TYPES = { float32: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10 } as const
export type ElementType = keyof typeof ELEMENT_TYPES

/** IR version 8 goes with opset 17; every runtime since onnxruntime 1.12 reads it. */
const IR_VERSION = 8
const OPSET = 17
/** Operators that onnxruntime adds to the standard, fused ones among them. */
export const RUNTIME_DOMAIN = 'com.microsoft'

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

/** Name of a tensor inside the graph; empty for an optional input or output that is left out. */
export type ValueName = string

export interface OnnxNode {
  readonly operator: string
  /** `RUNTIME_DOMAIN` for a fused operator; standard when not given. */
  readonly domain?: typeof RUNTIME_DOMAIN
  readonly inputs: readonly ValueName[]
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>
  /** Name of the result; made up when not given. */
  readonly output?: ValueName
}

/** A constant: `data` holds its elements in the machine's own form, float16 as the bits of each. */
export interface Constant {
  readonly type: ElementType
  readonly data: Float32Array | Uint16Array | Int8Array | Uint8Array | Int32Array | BigInt64Array
  readonly dims: readonly number[]
}

export interface GraphBuilder {
  /** A fed tensor, float32 when not said; a string is a dimension known only at run time. */
  input(name: ValueName, dims: readonly (number | string)[], type?: ElementType): ValueName
  /** Marks a value as a float32 result. */
  output(name: ValueName, dims: readonly (number | string)[]): void
  constant(constant: Constant): ValueName
  float32(data: Float32Array, dims: readonly number[]): ValueName
  int64(data: readonly number[]): ValueName
  node(node: OnnxNode): ValueName
  /** A node with several results; `kept` says for each in turn whether it is wanted. */
  nodeWithOutputs(node: Omit<OnnxNode, 'output'>, kept: readonly boolean[]): ValueName[]
  /** Throws when the model does not follow the ONNX schema. */
  encode(): Uint8Array
}

export interface GraphOptions {
  /** Written into the model file, e.g. where its weights came from. */
  readonly metadata?: Readonly<Record<string, string>>
  /** Takes the large constants; without it, all are in the graph itself. */
  readonly weights?: WeightsFile
}

export function createGraph(name: string, { metadata = {}, weights }: GraphOptions = {}): GraphBuilder {
  const nodes: onnx.INodeProto[] = []
  const initializers: onnx.ITensorProto[] = []
  const inputs: onnx.IValueInfoProto[] = []
  const outputs: onnx.IValueInfoProto[] = []
  let usesRuntimeDomain = false
  let named = 0
  const freshName = (stem: string): ValueName => `${stem}_${String(named++)}`

  function constant({ type, data, dims }: Constant): ValueName {
    const count = dims.reduce((product, dim) => product * dim, 1)
    if (count !== data.length) throw new Error(`${String(data.length)} values for [${dims.join(', ')}]`)
    const constantName = freshName('const')
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    const place = weights?.take(bytes) ?? null
    initializers.push({
      name: constantName,
      dims: [...dims],
      dataType: ELEMENT_TYPES[type],
      ...(place === null
        ? { rawData: bytes.slice() }
        : { dataLocation: EXTERNAL, externalData: externalEntries(place) }),
    })
    return constantName
  }

  function add(node: OnnxNode, output: ValueName[]): void {
    const { operator, domain, inputs: nodeInputs, attributes = {} } = node
    if (domain === RUNTIME_DOMAIN) usesRuntimeDomain = true
    nodes.push({
      opType: operator,
      domain: domain ?? '',
      name: `${operator}_${String(nodes.length)}`,
      input: [...nodeInputs],
      output,
      attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
    })
  }

  return {
    input(inputName, dims, type = 'float32') {
      inputs.push(valueInfo(inputName, dims, type))
      return inputName
    },
    output(outputName, dims) {
      outputs.push(valueInfo(outputName, dims, 'float32'))
    },
    constant,
    float32: (data, dims) => constant({ type: 'float32', data, dims }),
    int64: (data) =>
      constant({ type: 'int64', data: BigInt64Array.from(data, BigInt), dims: [data.length] }),
    node(node) {
      const output = node.output ?? freshName(node.operator.toLowerCase())
      add(node, [output])
      return output
    },
    nodeWithOutputs(node, kept) {
      const output = kept.map((isKept) => (isKept ? freshName(node.operator.toLowerCase()) : ''))
      add(node, output)
      return output.filter((outputName) => outputName !== '')
    },
    encode() {
      const model: onnx.IModelProto = {
        irVersion: IR_VERSION,
        producerName: 'emoclip-studio',
        opsetImport: [
          { domain: '', version: OPSET },
          ...(usesRuntimeDomain ? [{ domain: RUNTIME_DOMAIN, version: 1 }] : []),
        ],
        metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
        graph: { name, node: nodes, initializer: initializers, input: inputs, output: outputs },
      }
      const fault = onnxProto.onnx.ModelProto.verify(model)
      if (fault !== null) throw new Error(`Not a valid ONNX model: ${fault}`)
      return onnxProto.onnx.ModelProto.encode(onnxProto.onnx.ModelProto.create(model)).finish()
    },
  }
}

/** ONNX's code for a tensor whose bytes are in another file. */
const EXTERNAL = 1

function externalEntries(place: { file: string; offset: number; length: number }) {
  return [
    { key: 'location', value: place.file },
    { key: 'offset', value: String(place.offset) },
    { key: 'length', value: String(place.length) },
  ]
}

function valueInfo(
  name: string,
  dims: readonly (number | string)[],
  type: ElementType,
): onnx.IValueInfoProto {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }))
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } }
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
