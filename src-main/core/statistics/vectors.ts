/** Of two vectors of one length. */
export function dot(a: Float64Array, b: Float64Array): number {
  // Four sums side by side: one after the other would wait for each addition.
  const whole = a.length - (a.length % 4)
  let [one, two, three, four] = [0, 0, 0, 0]
  for (let i = 0; i < whole; i += 4) {
    one += (a[i] ?? 0) * (b[i] ?? 0)
    two += (a[i + 1] ?? 0) * (b[i + 1] ?? 0)
    three += (a[i + 2] ?? 0) * (b[i + 2] ?? 0)
    four += (a[i + 3] ?? 0) * (b[i + 3] ?? 0)
  }
  for (let i = whole; i < a.length; i++) one += (a[i] ?? 0) * (b[i] ?? 0)
  return one + two + (three + four)
}

/** Adds so many times the vector to `sum`, which is as long. */
export function addTimes(sum: Float64Array, times: number, vector: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? NaN) + times * (vector[i] ?? NaN)
}
