import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TimeSpan } from '#shared/time/interval.ts'
import {
  clampSpan,
  clampTime,
  holdsTime,
  hullOf,
  isSameSpan,
  isWithin,
  lengthOf,
  overlapOf,
  overlaps,
  snapTime,
  subtractSpans,
  unionOf,
} from '#shared/time/interval.ts'

const span = (startMs: number, endMs: number): TimeSpan => ({ startMs, endMs })

/** Whole ms from 0 to 60, so that each can be asked for. */
const anySpan = fc
  .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 1, max: 20 }))
  .map(([startMs, length]) => span(startMs, startMs + length))
const everyMs = Array.from({ length: 90 }, (_, timeMs) => timeMs)
const timesIn = (spans: readonly TimeSpan[]): number[] =>
  everyMs.filter((timeMs) => spans.some((each) => holdsTime(each, timeMs)))

describe('a half-open span', () => {
  it('has its start and not its end', () => {
    expect([10, 19, 20].map((timeMs) => holdsTime(span(10, 20), timeMs))).toEqual([true, true, false])
    expect(lengthOf(span(10, 20))).toBe(10)
  })

  it('only touches the one that begins where it ends', () => {
    expect([overlaps(span(0, 10), span(10, 20)), overlapOf(span(0, 10), span(10, 20))]).toEqual([false, null])
    expect([overlaps(span(0, 11), span(10, 20)), overlapOf(span(0, 11), span(10, 20))]).toEqual([
      true,
      span(10, 11),
    ])
  })

  it('overlaps another where a time lies in both', () => {
    fc.assert(
      fc.property(anySpan, anySpan, (a, b) => {
        const common = timesIn([a]).filter((timeMs) => holdsTime(b, timeMs))
        const overlap = overlapOf(a, b)
        expect(overlaps(a, b)).toBe(common.length > 0)
        expect(overlap === null ? [] : timesIn([overlap])).toEqual(common)
      }),
    )
  })

  it('has a nearest time within it, both ends included, and what of another lies in it', () => {
    const clip = { startMs: 0, endMs: 4000 }
    expect([-1, 0, 4000, 4001].map((timeMs) => clampTime(timeMs, clip))).toEqual([0, 0, 4000, 4000])
    expect(clampSpan({ startMs: -500, endMs: 1000 }, clip)).toEqual({ startMs: 0, endMs: 1000 })
    expect(clampSpan({ startMs: 5000, endMs: 6000 }, clip)).toEqual({ startMs: 4000, endMs: 4000 })
  })

  it('lies within another, ends included', () => {
    expect([
      isWithin(span(10, 20), span(10, 20)),
      isWithin(span(10, 20), span(0, 19)),
      isWithin(span(10, 20), span(11, 30)),
    ]).toEqual([true, false, false])
    expect([isSameSpan(span(1, 2), span(1, 2)), isSameSpan(span(1, 2), span(1, 3))]).toEqual([true, false])
  })
})

describe('several spans', () => {
  it('have a hull from the first start to the last end', () => {
    expect(hullOf([span(30, 40), span(0, 10), span(5, 50)])).toEqual(span(0, 50))
  })

  it('become one where they overlap or touch, in order of time', () => {
    expect(unionOf([span(30, 40), span(10, 20), span(0, 10), span(32, 35)])).toEqual([
      span(0, 20),
      span(30, 40),
    ])
  })

  it('are bridged where less than so much lies between them', () => {
    expect(unionOf([span(0, 10), span(19, 20), span(30, 31)], 10)).toEqual([span(0, 20), span(30, 31)])
  })

  it('cover together what each of them covers, and leave the rest when they are taken out', () => {
    fc.assert(
      fc.property(fc.array(anySpan, { maxLength: 8 }), anySpan, (spans, whole) => {
        const union = unionOf(spans)
        expect(timesIn(union)).toEqual(timesIn(spans))
        const left = subtractSpans(whole, spans)
        expect(timesIn(left)).toEqual(timesIn([whole]).filter((timeMs) => !timesIn(spans).includes(timeMs)))
        for (const list of [union, left]) {
          list.slice(1).forEach(({ startMs }, index) => {
            expect(startMs).toBeGreaterThan(list[index]?.endMs ?? 0)
          })
        }
      }),
    )
  })
})

describe('a time that is snapped', () => {
  const marks = Float64Array.of(40, 80, 500, 540)

  it('goes to the nearest mark, the earlier of two that are as near', () => {
    expect([59, 60, 61, 291, 519].map((timeMs) => snapTime(timeMs, marks, span(0, 580)))).toEqual([
      40, 40, 80, 500, 500,
    ])
  })

  it('takes the ends of its bounds for marks, and none beyond them', () => {
    expect([-5, 10, 30, 561, 999].map((timeMs) => snapTime(timeMs, marks, span(0, 580)))).toEqual([
      0, 0, 40, 580, 580,
    ])
    expect([0, 62, 65, 504, 600].map((timeMs) => snapTime(timeMs, marks, span(60, 510)))).toEqual([
      60, 60, 60, 500, 510,
    ])
  })

  it('never changes places with another', () => {
    const time = fc.double({ min: -10, max: 110, noNaN: true })
    const list = fc
      .array(fc.double({ min: 0, max: 100, noNaN: true }))
      .map((given) => given.sort((a, b) => a - b))
    fc.assert(
      fc.property(list, time, time, (given, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)]
        expect(snapTime(early, given, span(20, 90))).toBeLessThanOrEqual(snapTime(late, given, span(20, 90)))
      }),
    )
  })
})
