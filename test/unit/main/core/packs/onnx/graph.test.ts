import onnxProto from 'onnx-proto'
import { expect, test } from 'vitest'
import { createGraph, float, int, ints, string } from '#core/packs/onnx/graph.ts'

function aGraph(): Uint8Array {
  const graph = createGraph('sum', { metadata: { source: 'a test' } })
  const x = graph.input('x', ['N', 2])
  const shifted = graph.node({ operator: 'Add', inputs: [x, graph.float32(Float32Array.of(1, 2), [2])] })
  graph.node({
    operator: 'LeakyRelu',
    inputs: [shifted],
    attributes: { alpha: float(1), axis: int(1), sizes: ints([3, 4]), mode: string('SAME') },
    output: 'y',
  })
  graph.output('y', ['N', 2])
  return graph.encode()
}

test('the same calls give the same bytes', () => {
  expect(aGraph()).toEqual(aGraph())
})

test('what was built is what a reader finds', () => {
  const model = onnxProto.onnx.ModelProto.toObject(onnxProto.onnx.ModelProto.decode(aGraph()), {
    longs: Number,
  })
  expect(model['metadataProps']).toEqual([{ key: 'source', value: 'a test' }])
  expect(model['graph']).toMatchObject({
    name: 'sum',
    input: [{ name: 'x', type: { tensorType: { shape: { dim: [{ dimParam: 'N' }, { dimValue: 2 }] } } } }],
    node: [{ opType: 'Add' }, { opType: 'LeakyRelu', output: ['y'] }],
    output: [{ name: 'y' }],
  })
})

test('an attribute keeps its type, so that a float of 1 is not an int', () => {
  const { graph } = onnxProto.onnx.ModelProto.decode(aGraph())
  const types = onnxProto.onnx.AttributeProto.AttributeType
  expect(graph?.node?.[1]?.attribute?.map(({ name, type }) => [name, type])).toEqual([
    ['alpha', types.FLOAT],
    ['axis', types.INT],
    ['sizes', types.INTS],
    ['mode', types.STRING],
  ])
})

test('a constant whose shape does not fit its numbers is refused', () => {
  expect(() => createGraph('g').float32(new Float32Array(3), [2, 2])).toThrow('3 values for [2, 2]')
})
