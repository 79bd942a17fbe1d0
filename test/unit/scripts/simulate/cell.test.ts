import { describe, expect, it } from 'vitest'
import { createRandom } from '#core/statistics/random.ts'
import { drawCohort, drawDirections, trainingSets } from '../../../../scripts/simulate/cohort.ts'
import { simulateCell } from '../../../../scripts/simulate/cell.ts'
import type { CellPlan } from '../../../../scripts/simulate/cell.ts'
import { thorough } from '../../../helpers/thorough.ts'

const world = { head: 'ridge', effect: 0, visits: [1, 4], floorHeavy: false, items: 1, dim: 32 } as const

function cell(changes: Partial<CellPlan>): CellPlan {
  const runs = thorough(10, 200)
  return { ...world, patients: 8, runs, seed: 1, permutations: 99, newPatients: 200, ...changes }
}

/** A share of `runs` cohorts whose true rate is `rate` lies within, but for once in 30,000 times (normal, 4 standard errors, and one cohort more). */
function slack(rate: number, runs: number): number {
  return 4 * Math.sqrt((rate * (1 - rate)) / runs) + 1 / runs
}

describe('made-up patients', () => {
  it('come with the visits that were asked for, and a rating of every item at each', () => {
    const plan = { ...world, items: 3, visits: [2, 3] as const }
    const random = createRandom(1)
    const cohort = drawCohort(plan, drawDirections(plan, random), { random, patients: 200, first: 5 })
    const visits = new Map<string, number>()
    for (const { patientCode } of cohort.features) visits.set(patientCode, (visits.get(patientCode) ?? 0) + 1)
    expect([...new Set(visits.values())].sort()).toEqual([2, 3])
    expect(cohort.features[0]).toMatchObject({ sessionId: 5, patientCode: 'P5' })
    expect(cohort.ratings.map(({ length }) => length)).toEqual(Array(3).fill(cohort.features.length))
    expect(new Set(cohort.ratings.flat())).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]))
    expect(trainingSets(cohort)[2]).toMatchObject({ item: { id: 'item-3' }, nPatients: 200 })
  })

  it('are mostly rated lowest when that is asked for', () => {
    const plan = { ...world, floorHeavy: true }
    const random = createRandom(2)
    const { ratings } = drawCohort(plan, drawDirections(plan, random), { random, patients: 300, first: 1 })
    const rated = ratings[0] ?? []
    const counts = [1, 2, 3, 4].map((point) => rated.filter((rating) => rating === point).length)
    expect(counts).toEqual(counts.toSorted((a, b) => b - a))
    expect((counts[0] ?? 0) / rated.length).toBeGreaterThan(0.4)
  })

  it('have ratings that go with the embedding as much as the effect says', () => {
    const plan = { ...world, effect: 0.85 }
    const random = createRandom(3)
    const directions = drawDirections(plan, random)
    const { features, ratings } = drawCohort(plan, directions, { random, patients: 400, first: 1 })
    const told = features.map(({ values }) =>
      values.reduce((sum, value, axis) => sum + value * (directions[0]?.[axis] ?? NaN), 0),
    )
    const rated = ratings[0] ?? []
    const centred = (values: readonly number[]): number[] => {
      const middle = values.reduce((sum, value) => sum + value, 0) / values.length
      return values.map((value) => value - middle)
    }
    const [x, y] = [centred(told), centred(rated)]
    const product = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, row) => sum + value * (b[row] ?? NaN), 0)
    expect(product(x, y) / Math.sqrt(product(x, x) * product(y, y))).toBeCloseTo(0.83, 1)
  })
})

describe('a cell of made-up cohorts', () => {
  it('is the same to the last digit with the same seed, and another with another', async () => {
    const plan = cell({ runs: 3, permutations: 19 })
    const once = await simulateCell(plan)
    expect(await simulateCell(plan)).toEqual(once)
    expect((await simulateCell({ ...plan, seed: 2 })).means).not.toEqual(once.means)
  })

  it('covers the truth and claims nothing more often than it says, where there is no relation', async () => {
    const plan = cell({ items: 3 })
    const { coverage, rejects, rejectsAny, saysRelation, saysOpposite, means } = await simulateCell(plan)
    for (const share of [coverage.mae, coverage.q2, coverage.gain]) {
      expect(share).toBeGreaterThan(0.93 - slack(0.93, plan.runs))
    }
    expect(coverage.concordance).toBeGreaterThan(0.92 - slack(0.92, plan.runs))
    expect(coverage.predictionInterval).toBeGreaterThan(0.9)
    for (const share of [rejects, rejectsAny, saysRelation, saysOpposite]) {
      expect(share).toBeLessThan(0.06 + slack(0.06, plan.runs))
    }
    // Shuffled patients: neither order of two is more likely.
    expect(Math.abs(means.concordance.held - 0.5)).toBeLessThan(1 / Math.sqrt(plan.runs))
  })

  it('covers the truth and finds the relation where there is one', async () => {
    const plan = cell({ effect: 0.85, patients: 20, runs: thorough(6, 60) })
    const { coverage, rejects, saysRelation, means } = await simulateCell(plan)
    for (const share of Object.values(coverage)) expect(share).toBeGreaterThan(0.92 - slack(0.92, plan.runs))
    expect(rejects).toBeGreaterThan(Math.max(0, 0.6 - slack(0.6, plan.runs)))
    expect(saysRelation).toBeLessThanOrEqual(rejects)
    expect(means.concordance.held).toBeGreaterThan(0.6)
  })
})
