import type { GraphBuilder, ValueName } from '../../onnx/graph.ts'
import type { Matrix } from './constants.ts'

/**
 * The layers that CLIP's towers and EmoCLIP's temporal transformer are made of, in one precision. Matrices of
 * `int8` hold 8-bit weights, one scale per output, and inputs are quantised when they come; all between the
 * matrices stays float32, and so do small matrices. In `fp16` everything between input and output is float16.
 */
export interface Layers {
  readonly graph: GraphBuilder
  /** A small tensor in the precision in which activations are kept, reshaped to `dims` when given. */
  vector(name: string, dims?: readonly number[]): Promise<ValueName>
  /** [m, inputs] to [m, outputs] */
  linear(x: ValueName, matrix: Matrix, bias: string | null): Promise<ValueName>
  /**
   * The runtime's operator that adds a residual and norms the sum at once is not used: on the CPU it takes three times
   * as long as the sum and the norm one after the other.
   */
  layerNorm(x: ValueName, prefix: string): Promise<ValueName>
  /** Sum of a branch and the residual. */
  add(branch: ValueName, residual: ValueName): ValueName
  /** Multi-head self-attention up to, not including, the projection of its output: [n, s, width] to the same. */
  attention(x: ValueName, attention: AttentionLayer): Promise<ValueName>
  reshape(x: ValueName, dims: readonly number[]): ValueName
  /** Float32 inputs to the precision of the activations, and back. */
  enter(x: ValueName): ValueName
  leave(x: ValueName, output: ValueName): void
}

export interface AttentionLayer {
  /** Queries, keys and values in one matrix, in this order. */
  readonly matrix: Matrix
  readonly bias: string | null
  /** Length of x's last axis. */
  readonly width: number
  readonly heads: number
  /** Width of all heads together. */
  readonly innerWidth: number
  /** Each token sees itself and those before it. */
  readonly causal: boolean
}
