/** Weights on raw features, then the intercept: Float64[dim + 1]. */
export function applyLinear(weights: Float64Array, features: Float64Array): number {
  let sum = weights[features.length] ?? NaN
  for (let i = 0; i < features.length; i++) sum += (weights[i] ?? NaN) * (features[i] ?? NaN)
  return sum
}
