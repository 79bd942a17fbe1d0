import { describe, expect, it } from 'vitest'
import { exactGelu } from '#core/packs/build/reference/arithmetic.ts'

describe('GELU', () => {
  it('is x times the normal distribution function, as tables have it', () => {
    const values = exactGelu(Float64Array.of(-3, -1, 0, 0.5, 1, 2))
    const table = [
      -3 * 0.0013498980316301,
      -0.158655253931457,
      0,
      0.345731230630557,
      0.841344746068543,
      2 * 0.977249868051821,
    ]
    for (const [index, value] of values.entries()) expect(value).toBeCloseTo(table[index] ?? 0, 6)
  })
})
