/**
 * Detector, landmarks and expressions of face-api as ONNX. Input is what the pack's manifest says: NCHW, RGB, already normalised, so
 * mean and scale are in one place only, the manifest.
 */
import { createGraph, float, int, ints, string } from '#core/packs/onnx/graph.ts'
import type { GraphBuilder, OnnxAttribute, ValueName } from '#core/packs/onnx/graph.ts'
import { permuteAxes } from './face-api-weights.ts'
import type { WeightLookup, WeightTensor } from './face-api-weights.ts'

/** face-api's own slope, a float32. */
const LEAKY_SLOPE = 0.10000000149011612

export interface Net {
  readonly graph: GraphBuilder
  readonly weights: WeightLookup
}

export interface Convolution {
  readonly filters: WeightTensor
  readonly bias?: WeightTensor
  readonly stride?: number
  /** TensorFlow's SAME puts the odd pixel at the end, which is ONNX's SAME_UPPER. */
  readonly padding?: 'SAME_UPPER' | 'VALID'
  readonly depthwise?: boolean
}

export function convolve({ graph }: Net, x: ValueName, convolution: Convolution): ValueName {
  const { filters, bias, stride = 1, padding = 'SAME_UPPER', depthwise = false } = convolution
  // TensorFlow: height, width, in, out (depthwise: height, width, channel, 1). ONNX: out, in, height, width.
  const kernel = permuteAxes(filters, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1])
  const inputs = [x, graph.float32(kernel.data, kernel.shape)]
  if (bias !== undefined) inputs.push(graph.float32(bias.data, bias.shape))
  const attributes: Record<string, OnnxAttribute> = {
    kernel_shape: ints(filters.shape.slice(0, 2)),
    strides: ints([stride, stride]),
    group: int(depthwise ? (filters.shape[2] ?? 1) : 1),
    auto_pad: string(padding),
  }
  return graph.node({ operator: 'Conv', inputs, attributes })
}

interface SeparableConvolution {
  readonly name: string
  readonly stride?: number
}

/** Depthwise, then pointwise with the bias. */
function convolveSeparably(net: Net, x: ValueName, { name, stride = 1 }: SeparableConvolution): ValueName {
  const depthwise = net.weights(`${name}/depthwise_filter`)
  const spread = convolve(net, x, { filters: depthwise, stride, depthwise: true })
  return convolve(net, spread, {
    filters: net.weights(`${name}/pointwise_filter`),
    bias: net.weights(`${name}/bias`),
  })
}

export const relu = ({ graph }: Net, x: ValueName): ValueName => graph.node({ operator: 'Relu', inputs: [x] })
export const add = ({ graph }: Net, a: ValueName, b: ValueName): ValueName =>
  graph.node({ operator: 'Add', inputs: [a, b] })

/** Four convolutions, each fed the sum of all before it; the first one halves the picture. */
function denseBlock(net: Net, x: ValueName, block: number): ValueName {
  const name = `dense${block}`
  const first =
    block === 0
      ? convolve(net, x, {
          filters: net.weights(`${name}/conv0/filters`),
          bias: net.weights(`${name}/conv0/bias`),
          stride: 2,
        })
      : convolveSeparably(net, x, { name: `${name}/conv0`, stride: 2 })
  const out1 = relu(net, first)
  const out2 = convolveSeparably(net, out1, { name: `${name}/conv1` })
  const out3 = convolveSeparably(net, relu(net, add(net, out1, out2)), { name: `${name}/conv2` })
  const sum3 = add(net, out1, add(net, out2, out3))
  const out4 = convolveSeparably(net, relu(net, sum3), { name: `${name}/conv3` })
  return relu(net, add(net, out1, add(net, out2, add(net, out3, out4))))
}

/** 112 x 112 to 256 features: shared by landmarks and expressions. */
function faceFeatures(net: Net): ValueName {
  let x = net.graph.input('image', ['N', 3, 112, 112])
  for (let block = 0; block < 4; block++) x = denseBlock(net, x, block)
  const pooled = net.graph.node({
    operator: 'AveragePool',
    inputs: [x],
    attributes: { kernel_shape: ints([7, 7]), strides: ints([2, 2]) },
  })
  return net.graph.node({
    operator: 'Flatten',
    inputs: [pooled],
    attributes: { axis: int(1) },
    output: 'features',
  })
}

function fullyConnected(net: Net, x: ValueName, output: string): number {
  const rows = net.weights('fc/weights')
  const bias = net.weights('fc/bias')
  net.graph.node({
    operator: 'Gemm',
    inputs: [x, net.graph.float32(rows.data, rows.shape), net.graph.float32(bias.data, bias.shape)],
    output,
  })
  const outputs = bias.data.length
  net.graph.output(output, ['N', outputs])
  return outputs
}

/** Output `features` (N x 256), before the linear layer, and `logits` (N x 7). */
export function expressionGraph(weights: WeightLookup, metadata: Record<string, string>): Uint8Array {
  const net: Net = { graph: createGraph('face_expression', { metadata }), weights }
  const features = faceFeatures(net)
  net.graph.output('features', ['N', 256])
  fullyConnected(net, features, 'logits')
  return net.graph.encode()
}

/** Output `landmarks` (N x 136): x and y of 68 points as shares of the padded square. */
export function landmarkGraph(weights: WeightLookup, metadata: Record<string, string>): Uint8Array {
  const net: Net = { graph: createGraph('face_landmark_68', { metadata }), weights }
  fullyConnected(net, faceFeatures(net), 'landmarks')
  return net.graph.encode()
}

/** Any side that is a multiple of 32; output `grid` (N x side/32 x side/32 x 25). */
export function detectorGraph(weights: WeightLookup, metadata: Record<string, string>): Uint8Array {
  const net: Net = { graph: createGraph('tiny_face_detector', { metadata }), weights }
  const leaky = (x: ValueName): ValueName =>
    net.graph.node({ operator: 'LeakyRelu', inputs: [x], attributes: { alpha: float(LEAKY_SLOPE) } })
  const pool = (x: ValueName, stride: number): ValueName =>
    net.graph.node({
      operator: 'MaxPool',
      inputs: [x],
      attributes: {
        kernel_shape: ints([2, 2]),
        strides: ints([stride, stride]),
        auto_pad: string('SAME_UPPER'),
      },
    })
  const image = net.graph.input('image', ['N', 3, 'H', 'W'])
  const conv0 = { filters: weights('conv0/filters'), bias: weights('conv0/bias'), padding: 'VALID' } as const
  let x = pool(leaky(convolve(net, image, conv0)), 2)
  for (let layer = 1; layer <= 5; layer++) {
    x = pool(leaky(convolveSeparably(net, x, { name: `conv${layer}` })), layer < 5 ? 2 : 1)
  }
  const conv8 = { filters: weights('conv8/filters'), bias: weights('conv8/bias') }
  const cells = convolve(net, x, { ...conv8, padding: 'VALID' })
  net.graph.node({
    operator: 'Transpose',
    inputs: [cells],
    attributes: { perm: ints([0, 2, 3, 1]) },
    output: 'grid',
  })
  net.graph.output('grid', ['N', 'GH', 'GW', 25])
  return net.graph.encode()
}
