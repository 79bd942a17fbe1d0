import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { partLong, requireLengths, stretchesBetween } from '#core/areas/cutting/clip-lengths.ts'
import type { Cut } from '#core/areas/cutting/clip-lengths.ts'
import { upTo } from '../../../../../helpers/up-to.ts'

const cutsOf = (pairs: readonly (readonly [number, number])[]): Cut[] =>
  pairs.map(([atMs, pauseMs]) => ({ atMs, pauseMs }))
const ends = (spans: readonly { startMs: number; endMs: number }[]) =>
  spans.map(({ startMs, endMs }) => [startMs, endMs])

/** Cuts within a video, in order. */
const someCuts = fc
  .uniqueArray(fc.integer({ min: 1, max: 99_999 }), { maxLength: 60 })
  .chain((times) =>
    fc.tuple(
      fc.constant(times.sort((a, b) => a - b)),
      fc.array(fc.integer({ min: 100, max: 105 }), { minLength: times.length, maxLength: times.length }),
    ),
  )
  .map(([times, pauses]) => times.map((atMs, index) => ({ atMs, pauseMs: pauses[index] ?? 0 })))

describe('stretches between cuts', () => {
  it('are as they are cut where all are long enough', () => {
    const cuts = cutsOf([
      [3000, 700],
      [6000, 700],
    ])
    expect(ends(stretchesBetween(cuts, upTo(9000), 3000))).toEqual([
      [0, 3000],
      [3000, 6000],
      [6000, 9000],
    ])
  })

  it('join a short one to the neighbour beyond the shorter pause', () => {
    const cuts = cutsOf([
      [3000, 900],
      [4000, 700],
    ])
    expect(ends(stretchesBetween(cuts, upTo(9000), 2000))).toEqual([
      [0, 3000],
      [3000, 9000],
    ])
    const other = cutsOf([
      [3000, 700],
      [4000, 900],
    ])
    expect(ends(stretchesBetween(other, upTo(9000), 2000))).toEqual([
      [0, 4000],
      [4000, 9000],
    ])
  })

  it('are none for a video that is too short', () => {
    expect(stretchesBetween(cutsOf([[500, 700]]), upTo(1000), 2000)).toEqual([])
  })

  it('cover the video without gap or overlap, none too short', () => {
    fc.assert(
      fc.property(someCuts, fc.integer({ min: 500, max: 30_000 }), (cuts, minLengthMs) => {
        const found = stretchesBetween(cuts, upTo(100_000), minLengthMs)
        expect(found[0]?.startMs).toBe(0)
        expect(found.at(-1)?.endMs).toBe(100_000)
        found.forEach(({ startMs, endMs }, index) => {
          expect(endMs - startMs).toBeGreaterThanOrEqual(minLengthMs)
          if (index > 0) expect(startMs).toBe(found[index - 1]?.endMs)
        })
      }),
    )
  })
})

describe('a stretch that is too long', () => {
  it('is parted at the best place of the last quarter', () => {
    const asked: number[][] = []
    const best = (fromMs: number, toMs: number) => {
      asked.push([fromMs, toMs])
      return fromMs + 100
    }
    const lengths = { minLengthMs: 1000, maxLengthMs: 4000 }
    expect(ends(partLong({ startMs: 500, endMs: 8000 }, lengths, best))).toEqual([
      [500, 3600],
      [3600, 6100],
      [6100, 8000],
    ])
    expect(asked).toEqual([
      [3500, 4500],
      [6000, 7000],
    ])
  })

  it('gives parts of allowed length, whatever place is the best', () => {
    const cases = fc.record({
      min: fc.integer({ min: 500, max: 10_000 }),
      times: fc.double({ min: 2, max: 10, noNaN: true }),
      startMs: fc.double({ min: 0, max: 10_000, noNaN: true }),
      length: fc.double({ min: 500, max: 200_000, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(cases, ({ min, times, startMs, length, share }) => {
        const lengths = { minLengthMs: min, maxLengthMs: min * times }
        const endMs = startMs + Math.max(length, min)
        const parts = partLong({ startMs, endMs }, lengths, (from, to) => from + share * (to - from))
        expect([parts[0]?.startMs, parts.at(-1)?.endMs]).toEqual([startMs, endMs])
        parts.forEach((part, index) => {
          if (index > 0) expect(part.startMs).toBe(parts[index - 1]?.endMs)
          // Sums of fractions may be off by their last digit.
          expect(part.endMs - part.startMs).toBeGreaterThanOrEqual(min - 1e-6)
          expect(part.endMs - part.startMs).toBeLessThanOrEqual(lengths.maxLengthMs + 1e-6)
        })
      }),
    )
  })

  it('cannot be parted when the longest clip is not twice the shortest', () => {
    expect(() => {
      requireLengths({ minLengthMs: 3000, maxLengthMs: 5999 })
    }).toThrow('The longest clip must be at least twice as long as the shortest.')
    requireLengths({ minLengthMs: 3000, maxLengthMs: 6000 })
  })
})
