import { describe, expect, it } from 'vitest'
import { angularOrder } from '#core/statistics/angular-order.ts'

const R = [
  [1, 0.8, 0.1, 0.2, 0.7],
  [0.8, 1, 0.15, 0.1, 0.6],
  [0.1, 0.15, 1, 0.75, 0.2],
  [0.2, 0.1, 0.75, 1, 0.1],
  [0.7, 0.6, 0.2, 0.1, 1],
]

describe('the order of a matrix', () => {
  it('is that of the angles of the first two eigenvectors', () => {
    // numpy.linalg.eigh(R), numpy.argsort(numpy.arctan2(e2, e1)): angles -0.4385, -0.4055, -0.3759, 1.1550, 1.1708.
    expect(angularOrder(R)).toEqual([1, 0, 4, 2, 3])
  })

  it('keeps together what goes together, wherever it stood', () => {
    const mixed = [0, 2, 1, 3, 4]
    const shuffled = mixed.map((row) => mixed.map((column) => R[row]?.[column] ?? NaN))
    const names = angularOrder(shuffled).map((place) => mixed[place] ?? NaN)
    expect(names).toEqual([1, 0, 4, 2, 3])
  })

  it('leaves two variables, and those of which nothing is known, as they are', () => {
    expect(angularOrder([])).toEqual([])
    expect(
      angularOrder([
        [1, 0.3],
        [0.3, 1],
      ]),
    ).toEqual([0, 1])
    const none = [0, 1, 2].map((row) => [0, 1, 2].map((column) => (row === column ? 1 : 0)))
    expect(angularOrder(none).toSorted()).toEqual([0, 1, 2])
  })
})
