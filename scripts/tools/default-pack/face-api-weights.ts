/** Reads the weights that @vladmandic/face-api ships: one manifest and one binary file per net. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

export interface WeightTensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

const entrySchema = z.object({
  name: z.string(),
  shape: z.array(z.number().int().positive()),
  dtype: z.literal('float32'),
  quantization: z.object({ dtype: z.literal('uint8'), scale: z.number(), min: z.number() }).optional(),
})
const manifestSchema = z.array(z.object({ paths: z.array(z.string()), weights: z.array(entrySchema) }))

export const manifestFileName = (net: string): string => `${net}_model-weights_manifest.json`
export const weightsFileName = (net: string): string => `${net}_model.bin`

/** A lookup that fails loudly: a net that was renamed must not become a graph with holes. */
export type WeightLookup = (name: string) => WeightTensor

/**
 * uint8 weights become `value * scale + min`, computed in double and rounded once, as TensorFlow.js does.
 * Shapes stay in TensorFlow's order: height, width, in, out.
 */
export function readFaceApiWeights(modelFolder: string, net: string): WeightLookup {
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(modelFolder, manifestFileName(net)), 'utf8')),
  )
  const bytes = readFileSync(join(modelFolder, weightsFileName(net)))
  const tensors = new Map<string, WeightTensor>()
  let offset = 0
  for (const { name, shape, quantization } of manifest.flatMap((group) => group.weights)) {
    const count = shape.reduce((product, dim) => product * dim, 1)
    const data = new Float32Array(count)
    if (quantization === undefined) {
      for (let i = 0; i < count; i++) data[i] = bytes.readFloatLE(offset + i * 4)
      offset += count * 4
    } else {
      for (let i = 0; i < count; i++)
        data[i] = bytes.readUInt8(offset + i) * quantization.scale + quantization.min
      offset += count
    }
    tensors.set(name, { shape, data })
  }
  if (offset !== bytes.length) {
    throw new Error(`${weightsFileName(net)} has ${bytes.length - offset} bytes more than its manifest says`)
  }
  return (name) => {
    const tensor = tensors.get(name)
    if (tensor === undefined) throw new Error(`${net} has no weights named ${name}`)
    return tensor
  }
}

/** Reorders the axes of a dense row-major tensor. */
export function permuteAxes(tensor: WeightTensor, order: readonly number[]): WeightTensor {
  const shape = order.map((axis) => tensor.shape[axis] ?? 1)
  const strides = tensor.shape.map((_, axis) =>
    tensor.shape.slice(axis + 1).reduce((product, dim) => product * dim, 1),
  )
  const data = new Float32Array(tensor.data.length)
  for (let target = 0; target < data.length; target++) {
    let rest = target
    let source = 0
    for (let i = order.length - 1; i >= 0; i--) {
      const size = shape[i] ?? 1
      source += (rest % size) * (strides[order[i] ?? 0] ?? 0)
      rest = Math.floor(rest / size)
    }
    data[target] = tensor.data[source] ?? 0
  }
  return { shape, data }
}
