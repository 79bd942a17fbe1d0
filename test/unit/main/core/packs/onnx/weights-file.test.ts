import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import onnxProto from 'onnx-proto'
import { expect, test } from 'vitest'
import { createGraph } from '#core/packs/onnx/graph.ts'
import { createWeightsFile } from '#core/packs/onnx/weights-file.ts'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

const STEP = 65_536
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value)

function written(file: string, ...parts: readonly Uint8Array[]) {
  const weights = createWeightsFile(file)
  const places = parts.map((part) => weights.take(part))
  weights.close()
  return { places, bytes: readFileSync(file) }
}

test('large constants lie at whole steps of 64 KiB, whole, with zeros between them', () => {
  const file = join(tempFolder(), 'net.weights')
  const { places, bytes } = written(file, filled(20_000, 1), filled(STEP + 1, 2), filled(16_384, 3))
  expect(places).toEqual([
    { file: 'net.weights', offset: 0, length: 20_000 },
    { file: 'net.weights', offset: STEP, length: STEP + 1 },
    { file: 'net.weights', offset: 3 * STEP, length: 16_384 },
  ])
  expect(bytes.length).toBe(3 * STEP + 16_384)
  for (const [index, place] of places.entries()) {
    const { offset, length } = place!
    expect(bytes.subarray(offset, offset + length).every((byte) => byte === index + 1)).toBe(true)
  }
  expect(bytes.subarray(20_000, STEP).every((byte) => byte === 0)).toBe(true)
})

test('small constants are left to the graph, and leave no trace in the file', () => {
  const { places, bytes } = written(
    join(tempFolder(), 'w'),
    filled(16_383, 1),
    filled(16_384, 2),
    filled(8, 3),
  )
  expect(places).toEqual([null, { file: 'w', offset: 0, length: 16_384 }, null])
  expect(bytes).toEqual(Buffer.from(filled(16_384, 2)))
})

test('without large constants the file is empty', () => {
  expect(written(join(tempFolder(), 'w'), filled(10, 1)).bytes.length).toBe(0)
})

test('the same constants give the same bytes', () => {
  const folder = tempFolder()
  const parts = [filled(70_000, 5), filled(20_000, 6)]
  const first = written(join(folder, 'a'), ...parts)
  expect(written(join(folder, 'b'), ...parts).bytes.equals(first.bytes)).toBe(true)
})

test('a file that is there already is never written over', () => {
  const file = join(tempFolder(), 'w')
  writeFileSync(file, 'mine')
  expect(() => createWeightsFile(file)).toThrow(expect.objectContaining({ code: 'EEXIST' }))
  expect(readFileSync(file, 'utf8')).toBe('mine')
})

test('a graph names the place of a large constant, and the runtime finds it there', async () => {
  const folder = tempFolder()
  const weights = createWeightsFile(join(folder, 'net.weights'))
  const graph = createGraph('net', { weights })
  const x = graph.input('x', ['n', 8192])
  const inline = graph.float32(Float32Array.of(1000), [1])
  const large = Float32Array.from({ length: 8192 }, (_, i) => i)
  const sum = graph.node({ operator: 'Add', inputs: [x, graph.float32(large, [8192])] })
  graph.node({ operator: 'Add', inputs: [sum, inline], output: 'y' })
  graph.output('y', ['n', 8192])
  const bytes = graph.encode()
  weights.close()
  writeFileSync(join(folder, 'net.onnx'), bytes)

  const initializers = onnxProto.onnx.ModelProto.decode(bytes).graph?.initializer ?? []
  expect(initializers.map(({ externalData, rawData }) => [externalData?.length, rawData?.length])).toEqual([
    [0, 4],
    [3, 0],
  ])
  const session = await openOrtSession({ file: join(folder, 'net.onnx'), provider: 'cpu', threads: 1 })
  const ones = new Float32Array(8192).fill(1)
  const { y } = await session.run({ x: { data: ones, dims: [1, 8192] } }, ['y'])
  await session.dispose()
  expect(y?.data).toEqual(large.map((value) => value + 1001))
})
