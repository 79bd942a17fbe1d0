import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agreementOf } from '#core/areas/severity/agreement.ts'
import type { RatedPair } from '#core/areas/severity/agreement.ts'
import { blandAltmanSchema, statisticSchema } from '#shared/domain/severity.ts'
import type { Statistic } from '#shared/domain/severity.ts'
import { thorough } from '../../../../../helpers/thorough.ts'

function pairsOf(a: readonly number[], b: readonly number[], visitsEach = 1): RatedPair[] {
  return a.map((ratingA, row) => ({
    patientCode: `P${String(Math.floor(row / visitsEach))}`,
    visitLabel: `v${String(row)}`,
    ratingA,
    ratingB: b[row] ?? NaN,
  }))
}

function expectBounded({ value, ciLow, ciHigh }: Statistic): void {
  if (ciLow === null || ciHigh === null || value === null) return
  expect(-1).toBeLessThanOrEqual(ciLow)
  expect(ciLow).toBeLessThanOrEqual(value)
  expect(value).toBeLessThanOrEqual(ciHigh)
  expect(ciHigh).toBeLessThanOrEqual(1)
}

describe('agreementOf', () => {
  it('gives no interval, and the reason, where raters disagree too strongly for one', async () => {
    const { icc21 } = await agreementOf(pairsOf([6, 6, 5, 3, 3, 5, 4], [2, 2, 3, 5, 5, 3, 4]))
    expect(icc21.value).toBeCloseTo(-17 / 19, 12)
    expect(icc21).toMatchObject({ ciLow: null, ciHigh: null, level: null, warning: null })
    expect(icc21.method).toBe('no interval, as the raters disagree too strongly for one')
  })

  it('says when raters differ by a constant', async () => {
    const { icc21 } = await agreementOf(pairsOf([1, 2, 3], [1, 2, 3]))
    expect(icc21.method).toContain('differ by a constant')
  })

  it('warns of intervals of fewer than 50 patients', async () => {
    const cohort = (count: number) => {
      const a = Array.from({ length: count }, (_, row) => 1 + (row % 7))
      return agreementOf(
        pairsOf(
          a,
          a.map((value, row) => Math.max(1, value - (row % 3))),
        ),
      )
    }
    const small = await cohort(49)
    expect(small.weightedKappa.warning).toContain('too narrow with fewer than 50 patients')
    const { bias, lowerLimit, upperLimit } = small.blandAltman
    for (const { warning, method } of [bias, lowerLimit, upperLimit]) {
      expect(warning).toBeNull()
      expect(method).toContain('t interval of Bland & Altman 1999')
    }
    expect(small.icc21.warning).toContain('approximate with fewer than 50 patients')
    const large = await cohort(50)
    expect([large.icc21, large.weightedKappa, large.blandAltman.bias].map(({ warning }) => warning)).toEqual([
      ...[null, null, null],
    ])
  })

  it('gives an ICC of several visits each the F-based interval, and says what it takes for granted', async () => {
    const a = Array.from({ length: 20 }, (_, row) => 1 + (row % 7))
    const b = a.map((value, row) => Math.max(1, value - (row % 3)))
    const { icc21 } = await agreementOf(pairsOf(a, b, 2))
    const once = await agreementOf(pairsOf(a, b))
    expect(icc21).toMatchObject({ nPatients: 10, nSessions: 20, seed: null })
    expect([icc21.ciLow, icc21.ciHigh]).toEqual([once.icc21.ciLow, once.icc21.ciHigh])
    expect(icc21.method).toBe(
      'F-based interval (McGraw & Wong 1996), visits of a patient taken as independent',
    )
    expect(icc21.warning).toContain('approximate with fewer than 50 patients')
  })

  it('never gives what is no number, nor ends beyond what agreement can be, whatever two raters gave', async () => {
    const rating = fc.integer({ min: 1, max: 7 })
    const table = fc.tuple(
      fc.array(fc.tuple(rating, rating), { minLength: 1, maxLength: 9 }),
      fc.constantFrom(1, 1, 2),
    )
    await fc.assert(
      fc.asyncProperty(table, async ([rows, visitsEach]) => {
        const pairs = pairsOf(
          rows.map(([a]) => a),
          rows.map(([, b]) => b),
          visitsEach,
        )
        const { icc21, weightedKappa, blandAltman } = await agreementOf(pairs)
        for (const statistic of [icc21, weightedKappa]) {
          statisticSchema.parse(statistic)
          expectBounded(statistic)
        }
        blandAltmanSchema.parse(blandAltman)
      }),
      { seed: 3, numRuns: thorough(40, 120) },
    )
  })
})
