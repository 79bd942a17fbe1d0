/** Mean of the rows, summed in double and in their order; null without rows. */
export function meanRow(rows: Float32Array, dim: number): Float32Array | null {
  const count = rows.length / dim
  if (count === 0) return null
  const sums = new Float64Array(dim)
  for (let i = 0; i < rows.length; i++) sums[i % dim] = (sums[i % dim] ?? 0) + (rows[i] ?? 0)
  return Float32Array.from(sums, (sum) => sum / count)
}
