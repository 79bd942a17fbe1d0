import type { HeadSettings } from '#shared/domain/head-kind.ts'
import { applyNetwork } from './mlp-network.ts'
import type { Network } from './mlp-network.ts'

/** Of one output: hidden x inputs, hidden biases, hidden weights of the output, its bias. */
export function weightsOf(
  { hidden, first, firstBias, second, secondBias }: Network,
  output: number,
): Float64Array {
  const own = second.subarray(output * hidden, (output + 1) * hidden)
  const weights = new Float64Array(first.length + 2 * hidden + 1)
  weights.set(first)
  weights.set(firstBias, first.length)
  weights.set(own, first.length + hidden)
  weights[weights.length - 1] = secondBias[output] ?? NaN
  return weights
}

/** Reads the weights of one output on so many features. */
export function networkOf(weights: Float64Array, inputs: number): Network {
  const hidden = (weights.length - 1) / (inputs + 2)
  const size = hidden * inputs
  return {
    ...{ inputs, hidden, outputs: 1 },
    first: weights.subarray(0, size),
    firstBias: weights.subarray(size, size + hidden),
    second: weights.subarray(size + hidden, size + 2 * hidden),
    secondBias: weights.subarray(size + 2 * hidden),
  }
}

/** Of features, of weights of so many networks. */
export function inputsOf(weights: Float64Array, { hidden = NaN, networks = NaN }: HeadSettings): number {
  return (weights.length - 1) / (hidden * networks) - 2
}

export function applyMlp(weights: Float64Array, features: Float64Array): number {
  return applyNetwork(networkOf(weights, features.length), [features])[0] ?? NaN
}
