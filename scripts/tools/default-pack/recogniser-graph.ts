/**
 * face-api's recognition net, which is dlib's ResNet with 29 layers: a face of 150 x 150 pixels to 128 numbers.
 * Input is normalised as the pack's manifest says.
 */
import { createGraph, int, ints } from '#core/packs/onnx/graph.ts'
import type { ValueName } from '#core/packs/onnx/graph.ts'
import { add, convolve, relu } from './face-api-graphs.ts'
import type { Net } from './face-api-graphs.ts'
import type { WeightLookup, WeightTensor } from './face-api-weights.ts'

interface Layer {
  readonly name: string
  readonly stride?: 1 | 2
}

/** Convolution, then a factor and an offset for each channel, which are taken into its weights. */
function scaledConvolution(net: Net, x: ValueName, { name, stride = 1 }: Layer): ValueName {
  const filters = net.weights(`${name}/conv/filters`)
  const bias = net.weights(`${name}/conv/bias`).data
  const factors = net.weights(`${name}/scale/weights`).data
  const offsets = net.weights(`${name}/scale/biases`).data
  const channels = factors.length
  const scaled: WeightTensor = {
    shape: filters.shape,
    // The output channel is TensorFlow's last axis.
    data: filters.data.map((value, i) => value * (factors[i % channels] ?? Number.NaN)),
  }
  const shifted: WeightTensor = {
    shape: [channels],
    data: offsets.map((offset, i) => (bias[i] ?? Number.NaN) * (factors[i] ?? Number.NaN) + offset),
  }
  const padding = stride === 1 ? 'SAME_UPPER' : 'VALID'
  return convolve(net, x, { filters: scaled, bias: shifted, stride, padding })
}

function residual(net: Net, x: ValueName, name: string): ValueName {
  const first = relu(net, scaledConvolution(net, x, { name: `${name}/conv1` }))
  return relu(net, add(net, scaledConvolution(net, first, { name: `${name}/conv2` }), x))
}

interface Shrinking {
  readonly name: string
  /** Zeros that are put below and right of the convolved half, which is smaller than the pooled one. */
  readonly missing?: number
  /** Channels that the pooled half lacks; they are zeros. */
  readonly newChannels?: number
}

/** Halves the picture: the shortcut is pooled, and what either half lacks is filled with zeros. */
function residualDown(net: Net, x: ValueName, { name, missing = 0, newChannels = 0 }: Shrinking): ValueName {
  const first = relu(net, scaledConvolution(net, x, { name: `${name}/conv1`, stride: 2 }))
  const second = scaledConvolution(net, first, { name: `${name}/conv2` })
  const pooled = net.graph.node({
    operator: 'AveragePool',
    inputs: [x],
    attributes: { kernel_shape: ints([2, 2]), strides: ints([2, 2]) },
  })
  const whole = padEnd(net, second, { channels: 0, size: missing })
  return relu(net, add(net, padEnd(net, pooled, { channels: newChannels, size: 0 }), whole))
}

function padEnd({ graph }: Net, x: ValueName, by: { channels: number; size: number }): ValueName {
  if (by.channels === 0 && by.size === 0) return x
  const pads = graph.int64([0, 0, 0, 0, 0, by.channels, by.size, by.size])
  return graph.node({ operator: 'Pad', inputs: [x, pads] })
}

/** Output `descriptor` (N x 128), as the net gives it: its length is about 1.4. */
export function recogniserGraph(weights: WeightLookup, metadata: Record<string, string>): Uint8Array {
  const net: Net = { graph: createGraph('face_recognition', { metadata }), weights }
  const image = net.graph.input('image', ['N', 3, 150, 150])
  let x = relu(net, scaledConvolution(net, image, { name: 'conv32_down', stride: 2 }))
  x = net.graph.node({
    operator: 'MaxPool',
    inputs: [x],
    attributes: { kernel_shape: ints([3, 3]), strides: ints([2, 2]) },
  })
  // 35 x 35, then 17, 8, 4 and 2: at the last two, the convolutions come out one smaller than the pooling.
  for (const name of ['conv32_1', 'conv32_2', 'conv32_3']) x = residual(net, x, name)
  x = residualDown(net, x, { name: 'conv64_down', newChannels: 32 })
  for (const name of ['conv64_1', 'conv64_2', 'conv64_3']) x = residual(net, x, name)
  x = residualDown(net, x, { name: 'conv128_down', newChannels: 64 })
  for (const name of ['conv128_1', 'conv128_2']) x = residual(net, x, name)
  x = residualDown(net, x, { name: 'conv256_down', newChannels: 128, missing: 1 })
  for (const name of ['conv256_1', 'conv256_2']) x = residual(net, x, name)
  x = residualDown(net, x, { name: 'conv256_down_out', missing: 1 })
  const pooled = net.graph.node({ operator: 'GlobalAveragePool', inputs: [x] })
  const flat = net.graph.node({ operator: 'Flatten', inputs: [pooled], attributes: { axis: int(1) } })
  const rows = weights('fc')
  const directions = net.graph.float32(rows.data, rows.shape)
  net.graph.node({ operator: 'MatMul', inputs: [flat, directions], output: 'descriptor' })
  net.graph.output('descriptor', ['N', 128])
  return net.graph.encode()
}
