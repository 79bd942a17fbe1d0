/**
 * IEEE half precision bits of each value, rounded to nearest even; values beyond its range become infinite.
 * Typed arrays of halves are not there in every runtime that this program runs in.
 */
export function toFloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < bits.length; i++) halves[i] = halfOf(bits[i] ?? 0)
  return halves
}

function halfOf(bits: number): number {
  const sign = (bits >>> 16) & 0x8000
  const magnitude = bits & 0x7fffffff
  if (magnitude >= 0x7f800000) return sign | (magnitude > 0x7f800000 ? 0x7e00 : 0x7c00)
  // 65520 and more round to infinity.
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  // Below 2^-14 a half has no hidden bit: the value counts in steps of 2^-24.
  if (magnitude < 0x38800000) return sign | subnormalOf(magnitude)
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1)
  return sign | ((rounded - 0x38000000) >>> 13)
}

function subnormalOf(magnitude: number): number {
  const exponent = magnitude >>> 23
  // Less than half of the smallest step.
  if (exponent < 102) return 0
  const mantissa = (magnitude & 0x7fffff) | 0x800000
  const shift = 126 - exponent
  const half = 1 << (shift - 1)
  const whole = mantissa >>> shift
  const rest = mantissa & ((1 << shift) - 1)
  return rest > half || (rest === half && (whole & 1) === 1) ? whole + 1 : whole
}
