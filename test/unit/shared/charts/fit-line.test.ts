import { describe, expect, it } from 'vitest'
import { clipLine, fitLine } from '#shared/charts/fit-line.ts'

describe('fitLine', () => {
  it('finds the line that points lie on', () => {
    const points = [1, 2, 5].map((x) => ({ x, y: 2 * x - 1 }))
    expect(fitLine(points)).toEqual({ slope: 2, intercept: -1 })
  })

  it('has no line when x does not vary', () => {
    expect(
      fitLine([
        { x: 3, y: 1 },
        { x: 3, y: 5 },
      ]),
    ).toBeNull()
  })
})

describe('clipLine', () => {
  const box = { minX: 1, maxX: 7, minY: 1, maxY: 7 }

  it('cuts a steep line at the top and bottom of the box', () => {
    expect(clipLine({ slope: 2, intercept: -1 }, box)).toEqual([
      [1, 1],
      [4, 7],
    ])
  })

  it('keeps a level line inside and drops one outside', () => {
    expect([clipLine({ slope: 0, intercept: 3 }, box), clipLine({ slope: 0, intercept: 9 }, box)]).toEqual([
      [
        [1, 3],
        [7, 3],
      ],
      null,
    ])
  })
})
