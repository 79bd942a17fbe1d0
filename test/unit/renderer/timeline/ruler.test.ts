import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rulerMarks } from '../../../../src-renderer/timeline/ruler.ts'
import { upTo } from '../../../helpers/up-to.ts'

it('marks the ruler at round times, as many as fit', () => {
  expect(rulerMarks({ startMs: 7300, endMs: 67_300 }, 8)).toEqual([
    10_000, 20_000, 30_000, 40_000, 50_000, 60_000,
  ])
})

it('stands on round times of the video, not of the clip', () => {
  expect(rulerMarks({ startMs: 7300, endMs: 10_400 }, 5)).toEqual([8000, 9000, 10_000])
})

it('never makes more marks than there is room for and one at the edge', () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 40_000_000 }), fc.integer({ min: 1, max: 90_000_000 }))
  fc.assert(
    fc.property(span, fc.integer({ min: 2, max: 30 }), ([startMs, length], most) => {
      const marks = rulerMarks({ startMs, endMs: startMs + length }, most)
      expect(marks.length).toBeLessThanOrEqual(most + 1)
      for (const mark of marks) expect(mark >= startMs && mark <= startMs + length).toBe(true)
    }),
  )
  expect(rulerMarks(upTo(3_600_000), 8).length).toBeLessThanOrEqual(9)
})
