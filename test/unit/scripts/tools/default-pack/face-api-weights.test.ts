import { expect, test } from 'vitest'
import {
  permuteAxes,
  readFaceApiWeights,
} from '../../../../../scripts/tools/default-pack/face-api-weights.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

function weightsOf(bytes: Uint8Array, weights: object[]) {
  const folder = tempFolder()
  writeFiles(folder, {
    'toy_model-weights_manifest.json': JSON.stringify([{ paths: ['toy_model.bin'], weights }]),
    'toy_model.bin': bytes,
  })
  return () => readFaceApiWeights(folder, 'toy')
}

const quantised = {
  name: 'a',
  shape: [2, 2],
  dtype: 'float32',
  quantization: { dtype: 'uint8', scale: 0.1, min: -1 },
}

test('bytes become scale times value plus minimum, rounded once', () => {
  const read = weightsOf(Uint8Array.of(0, 1, 10, 255), [quantised])()
  expect(read('a')).toEqual({
    shape: [2, 2],
    data: Float32Array.of(-1, 1 * 0.1 - 1, 10 * 0.1 - 1, 255 * 0.1 - 1),
  })
})

test('plain floats follow quantised bytes, aligned or not', () => {
  const plain = { name: 'b', shape: [1], dtype: 'float32' }
  const bytes = Uint8Array.of(1, 2, 3, 4, ...new Uint8Array(Float32Array.of(0.25).buffer))
  const read = weightsOf(bytes, [quantised, plain])()
  expect(read('b').data).toEqual(Float32Array.of(0.25))
})

test('bytes that the manifest does not explain, and names that it does not have, are errors', () => {
  expect(weightsOf(new Uint8Array(5), [quantised])).toThrow('1 bytes more')
  expect(() => weightsOf(new Uint8Array(4), [quantised])()('z')).toThrow('no weights named z')
})

test('axes are reordered with their numbers', () => {
  const tensor = { shape: [2, 3, 1], data: Float32Array.of(1, 2, 3, 4, 5, 6) }
  expect(permuteAxes(tensor, [1, 2, 0])).toEqual({
    shape: [3, 1, 2],
    data: Float32Array.of(1, 4, 2, 5, 3, 6),
  })
})
