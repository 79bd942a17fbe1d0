/**
 * Quantiles of the F distribution, for the intervals of intraclass correlations. Degrees of freedom need
 * not be whole numbers.
 */

/** Lanczos's series with g = 7 and nine terms; relative error below 1e-14 for x > 0. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

function logGamma(x: number): number {
  const shifted = x - 1
  const base = shifted + 7.5
  const series = LANCZOS.reduce(
    (sum, term, index) => sum + (index === 0 ? term : term / (shifted + index)),
    0,
  )
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(series)
}

/** Keeps a continued fraction's partial denominators away from 0. */
const TINY = 1e-300
const MAX_TERMS = 10_000

function awayFromZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value
}

/** Continued fraction of the incomplete beta function, by Lentz's method; converges fast for x < (a + 1) / (a + b + 2). */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let value = d
  for (let m = 1; m < MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    let change = 1
    for (const term of [even, odd]) {
      d = 1 / awayFromZero(1 + term * d)
      c = awayFromZero(1 + term / c)
      change = c * d
      value *= change
    }
    if (Math.abs(change - 1) < 1e-15) break
  }
  return value
}

/** Regularised incomplete beta function I_x(a, b), for x in [0, 1] and a, b > 0. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b
}

/**
 * The value that an F variable with `df1` and `df2` degrees of freedom stays below with the given probability,
 * which lies between 0 and 1.
 */
export function fQuantile(probability: number, df1: number, df2: number): number {
  let low = 0
  let high = 1
  // Bisection on df1 F / (df1 F + df2), which is beta distributed: slow, and it cannot fail.
  for (let step = 0; step < 200 && high - low > Number.EPSILON * high; step++) {
    const middle = (low + high) / 2
    if (incompleteBeta(middle, df1 / 2, df2 / 2) < probability) low = middle
    else high = middle
  }
  const share = (low + high) / 2
  return (df2 * share) / (df1 * (1 - share))
}
