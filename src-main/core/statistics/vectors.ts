/** Of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** Adds so many times the vector to `sum`, which is as long. */
export function addTimes(sum: Float64Array, times: number, vector: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? NaN) + times * (vector[i] ?? NaN)
}
