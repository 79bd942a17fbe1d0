import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countBefore, firstAfter, firstAtOrAfter } from '#shared/time/ordered-times.ts'

const times = Float64Array.of(0, 40, 80, 80, 120)

it('finds the first time that is not earlier, and the first that is later', () => {
  expect([-1, 0, 1, 80, 120, 121].map((timeMs) => firstAtOrAfter(times, timeMs))).toEqual([0, 0, 1, 2, 4, 5])
  expect([-1, 0, 1, 80, 120, 121].map((timeMs) => firstAfter(times, timeMs))).toEqual([0, 1, 1, 4, 5, 5])
})

it('finds nothing among none', () => {
  expect([firstAtOrAfter([], 1), firstAfter([], 1), countBefore(-1, () => true)]).toEqual([0, 0, 0])
})

it('agrees with a look at every one', () => {
  const list = fc.array(fc.integer({ min: 0, max: 50 })).map((marks) => marks.sort((a, b) => a - b))
  fc.assert(
    fc.property(list, fc.integer({ min: -1, max: 51 }), (marks, time) => {
      expect(firstAtOrAfter(marks, time)).toBe(marks.filter((mark) => mark < time).length)
      expect(firstAfter(marks, time)).toBe(marks.filter((mark) => mark <= time).length)
    }),
  )
})
