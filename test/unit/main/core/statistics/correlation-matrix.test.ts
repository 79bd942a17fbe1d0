import { describe, expect, it } from 'vitest'
import { correlationMatrix } from '#core/statistics/correlation-matrix.ts'
import type { MatrixInput } from '#core/statistics/correlation-matrix.ts'
import { createRandom } from '#core/statistics/random.ts'
import { isThorough, thorough } from '../../../../helpers/thorough.ts'

const columns = (...values: (number | null)[][]): Float64Array[] =>
  values.map((column) => Float64Array.from(column, (value) => value ?? NaN))

const four = columns(
  [1, 2, 2, 3, 4, 4, 5, 6, 7, 3, 2, 5],
  [2, 1, 3, 3, 5, 4, 4, 6, 6, 2, 2, 7],
  [7, 6, 6, 5, null, 3, 3, 2, 1, 5, 6, null],
  [1.5, 4, 2, 6, 3, 3, 5.5, 1, 2, 7, 4, 2],
)

const asked = (rows: Float64Array[], changes: Partial<MatrixInput> = {}): MatrixInput => ({
  ...{ rows, columns: null, minPatients: 8, permutations: 499, seed: 1 },
  ...changes,
})

/** Normal enough: twelve uniform numbers less their mean. */
function normal(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, -6)
}

describe('a matrix of rank correlations', () => {
  it('equals scipy pair by pair, each over the patients who have both', async () => {
    // scipy.stats.spearmanr(x, y).statistic of the complete pairs, scipy 1.17.1.
    const expected = [
      [0, 1, 12, 0.8727598566308243],
      [0, 2, 10, -0.9968701018688442],
      [0, 3, 12, -0.1860468093211398],
      [1, 2, 10, -0.8675122028996265],
      [1, 3, 12, -0.4704837581871132],
      [2, 3, 10, 0.06211659418932568],
    ]
    const cells = await correlationMatrix(asked(four))
    expect(cells.map(({ row, column, n }) => [row, column, n])).toEqual(
      expected.map((cell) => cell.slice(0, 3)),
    )
    for (const [place, { r }] of cells.entries()) expect(r).toBeCloseTo(expected[place]?.[3] ?? NaN, 12)
  })

  it('has the p of all orders of eight patients, as far as drawing them tells', async () => {
    const [x, y] = columns([1, 2, 3, 4, 5, 6, 7, 8], [2, 1, 4, 3, 7, 5, 8, 6])
    const cells = await correlationMatrix(
      asked([x ?? expect.fail(), y ?? expect.fail()], { permutations: 9999 }),
    )
    // All 40,320 permutations counted in Python: 0.015377.
    expect(cells[0]?.p).toBeGreaterThan(0.0115)
    expect(cells[0]?.p).toBeLessThan(0.0195)
    expect(cells[0]?.pAdjusted).toBe(cells[0]?.p)
  })

  it('shows a range about as wide as theory has it', async () => {
    const random = createRandom(9)
    const rows = [0, 1].map(() => Float64Array.from({ length: 60 }, random))
    const [cell] = await correlationMatrix(asked(rows, { permutations: 1999 }))
    // Variance 1 / (n - 1): 1.96 / sqrt(59) = 0.255.
    expect(cell?.range?.[0]).toBeCloseTo(-0.255, 1)
    expect(cell?.range?.[1]).toBeCloseTo(0.255, 1)
  })

  it('leaves cells with too few patients, or with one value in all of them, empty and says why', async () => {
    const [x = new Float64Array(0)] = four
    const rare = x.map((value, place) => (place < 7 ? value : NaN))
    const cells = await correlationMatrix(asked([x, rare, x.map(() => 3)]))
    expect(cells.map(({ r, whyNot, n }) => [r, whyNot, n])).toEqual([
      [null, 'few', 7],
      [null, 'constant', 12],
      [null, 'few', 7],
    ])
    expect(cells.every(({ p, pAdjusted, range }) => p === null && pAdjusted === null && range === null)).toBe(
      true,
    )
  })

  it('holds every row against every column, whose values stay together', async () => {
    const cells = await correlationMatrix(asked(four.slice(0, 2), { columns: four.slice(2) }))
    expect(cells.map(({ row, column }) => [row, column])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ])
    expect(cells[0]?.r).toBeCloseTo(-0.9968701018688442, 12)
    expect(cells[0]?.pAdjusted).toBeLessThanOrEqual(0.05)
    expect(cells[1]?.pAdjusted).toBeGreaterThan(0.05)
  })

  it('gives the same numbers for the same seed, and never an adjusted p below its own', async () => {
    const [one, again] = await Promise.all([correlationMatrix(asked(four)), correlationMatrix(asked(four))])
    expect(again).toEqual(one)
    for (const { p, pAdjusted } of one) expect(pAdjusted ?? 0).toBeGreaterThanOrEqual(p ?? 1)
  })

  it('stops between two permutations when whoever waits throws', async () => {
    const stopping = correlationMatrix(asked(four), (done) =>
      done < 5 ? Promise.resolve() : Promise.reject(new Error('enough')),
    )
    await expect(stopping).rejects.toThrow('enough')
  })
})

describe('how often anything is called related where nothing is', () => {
  const cohorts = thorough(60, 1000)
  const permutations = thorough(99, 199)
  const most = thorough(0.14, 0.068)

  /** Cohorts of 20 in which some cell that is nothing has an adjusted p of at most 0.05. */
  async function wrongly(
    make: (random: () => number) => Omit<MatrixInput, 'minPatients' | 'permutations' | 'seed'>,
    isNothing: (row: number, column: number) => boolean,
  ): Promise<number> {
    const random = createRandom(77)
    let wrong = 0
    for (let cohort = 0; cohort < cohorts; cohort++) {
      const cells = await correlationMatrix({ ...make(random), minPatients: 8, permutations, seed: cohort })
      if (cells.some(({ row, column, pAdjusted }) => isNothing(row, column) && (pAdjusted ?? 1) <= 0.05))
        wrong++
    }
    return wrong / cohorts
  }

  const rated = (random: () => number): Float64Array =>
    Float64Array.from({ length: 20 }, () => Math.round(Math.min(7, Math.max(1, 3 + 1.5 * normal(random)))))

  it('is about one in twenty for five items of which none goes with another', async () => {
    const rate = await wrongly(
      (random) => ({ rows: [0, 1, 2, 3, 4].map(() => rated(random)), columns: null }),
      () => true,
    )
    expect(rate).toBeLessThan(most)
    if (isThorough) expect(rate).toBeGreaterThan(0.03)
  })

  it('is no more where some items go together and others do not', async () => {
    const rate = await wrongly(
      (random) => {
        const common = rated(random)
        const like = (): Float64Array => common.map((value) => value + normal(random))
        return { rows: [like(), like(), like(), rated(random), rated(random)], columns: null }
      },
      (row, column) => column > 2 || row > 2,
    )
    expect(rate).toBeLessThan(most)
  })

  it('is no more for items against classes that go together among themselves', async () => {
    const rate = await wrongly(
      (random) => {
        const [common, other] = [rated(random), rated(random)]
        const like = (of: Float64Array): Float64Array => of.map((value) => value + normal(random))
        return {
          rows: [like(common), like(common), like(common)],
          columns: [like(other), like(other), like(common)],
        }
      },
      (_, column) => column < 2,
    )
    expect(rate).toBeLessThan(most)
  })
})
