/**
 * Plain loops in double precision: slow, obvious and without a line in common with the graphs. Arrays are
 * row-major; `rows` times the width of a row is their length.
 */

export interface LinearLayer {
  /** [outputs, inputs] */
  readonly matrix: Float32Array
  /** One per output. */
  readonly bias: Float32Array | null
}

/** y = x wT + b for x [rows, inputs], as PyTorch's `Linear`. */
export function linear(x: Float64Array, { matrix: w, bias }: LinearLayer, inputs: number): Float64Array {
  const rows = x.length / inputs
  const outputs = w.length / inputs
  const y = new Float64Array(rows * outputs)
  for (let output = 0; output < outputs; output++) {
    const weights = w.subarray(output * inputs, (output + 1) * inputs)
    const start = bias?.[output] ?? 0
    for (let row = 0; row < rows; row++) {
      y[row * outputs + output] = start + dot(x, row * inputs, weights)
    }
  }
  return y
}

/* `!`: the index runs to the length of the array, and this is where the time goes. */
/* eslint-disable @typescript-eslint/no-non-null-assertion */
function dot(x: Float64Array, offset: number, weights: Float32Array): number {
  let even = 0
  let odd = 0
  const { length } = weights
  let i = 0
  for (; i + 1 < length; i += 2) {
    even += x[offset + i]! * weights[i]!
    odd += x[offset + i + 1]! * weights[i + 1]!
  }
  if (i < length) even += x[offset + i]! * weights[i]!
  return even + odd
}
/* eslint-enable @typescript-eslint/no-non-null-assertion */

/** x [rows, inputs] times w [inputs, outputs], as CLIP's projections are kept. */
export function project(x: Float64Array, w: Float32Array, inputs: number): Float64Array {
  const rows = x.length / inputs
  const outputs = w.length / inputs
  const y = new Float64Array(rows * outputs)
  for (let row = 0; row < rows; row++) {
    for (let input = 0; input < inputs; input++) {
      const value = x[row * inputs + input] ?? 0
      for (let output = 0; output < outputs; output++) {
        const at = row * outputs + output
        y[at] = (y[at] ?? 0) + value * (w[input * outputs + output] ?? 0)
      }
    }
  }
  return y
}

/** Of PyTorch's `LayerNorm`. */
const EPSILON = 1e-5

/** Each row to mean 0 and variance 1, then scaled and shifted. */
export function layerNorm(x: Float64Array, weight: Float32Array, bias: Float32Array): Float64Array {
  const width = weight.length
  const y = new Float64Array(x.length)
  for (let start = 0; start < x.length; start += width) {
    const row = x.subarray(start, start + width)
    const mean = row.reduce((sum, value) => sum + value, 0) / width
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width
    const scale = 1 / Math.sqrt(variance + EPSILON)
    for (let i = 0; i < width; i++) {
      y[start + i] = ((row[i] ?? 0) - mean) * scale * (weight[i] ?? 0) + (bias[i] ?? 0)
    }
  }
  return y
}

export interface AttentionShape {
  /** Tokens of one sequence. */
  readonly tokens: number
  readonly heads: number
  readonly headWidth: number
  readonly causal: boolean
}

/**
 * softmax(q kT / sqrt(headWidth)) v for each sequence and head. `qkv` [sequences * tokens, 3 * heads * headWidth]
 * holds queries, then keys, then values; the result is [sequences * tokens, heads * headWidth].
 */
export function attention(qkv: Float64Array, shape: AttentionShape): Float64Array {
  const { tokens, heads, headWidth } = shape
  const inner = heads * headWidth
  const y = new Float64Array(qkv.length / 3)
  for (let first = 0; first < y.length / inner; first += tokens) {
    for (let head = 0; head < heads; head++) {
      for (let token = 0; token < tokens; token++) attendOne(qkv, y, { shape, first, head, token })
    }
  }
  return y
}

function attendOne(
  qkv: Float64Array,
  y: Float64Array,
  at: { shape: AttentionShape; first: number; head: number; token: number },
): void {
  const { shape, first, head, token } = at
  const { tokens, headWidth, heads, causal } = shape
  const inner = heads * headWidth
  const part = (row: number, which: 0 | 1 | 2): Float64Array => {
    const start = (first + row) * 3 * inner + which * inner + head * headWidth
    return qkv.subarray(start, start + headWidth)
  }
  const query = part(token, 0)
  const seen = causal ? token + 1 : tokens
  const scores = Array.from({ length: seen }, (_, other) => {
    const key = part(other, 1)
    return query.reduce((sum, value, i) => sum + value * (key[i] ?? 0), 0) / Math.sqrt(headWidth)
  })
  const largest = Math.max(...scores)
  const shares = scores.map((score) => Math.exp(score - largest))
  const total = shares.reduce((sum, share) => sum + share, 0)
  const start = (first + token) * inner + head * headWidth
  for (const [other, share] of shares.entries()) {
    const value = part(other, 2)
    for (let i = 0; i < headWidth; i++) {
      y[start + i] = (y[start + i] ?? 0) + (share / total) * (value[i] ?? 0)
    }
  }
}

export const added = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((value, index) => value + (b[index] ?? 0))

/** CLIP's x * sigmoid(1.702 x). */
export const quickGelu = (x: Float64Array): Float64Array =>
  x.map((value) => value / (1 + Math.exp(-1.702 * value)))

/** GELU as defined: x times the normal distribution function of x. */
export const exactGelu = (x: Float64Array): Float64Array =>
  x.map((value) => (value / 2) * (1 + errorFunction(value / Math.SQRT2)))

/** Off by at most 1.5e-7 (Abramowitz & Stegun 1964, 7.1.26). */
function errorFunction(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x))
  const series =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.sign(x) * (1 - series * Math.exp(-x * x))
}

/** GELU in its tanh form. */
export const tanhGelu = (x: Float64Array): Float64Array =>
  x.map((value) => 0.5 * value * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3))))
