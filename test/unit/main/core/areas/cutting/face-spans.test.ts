import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faceSpans, presentSpans } from '#core/areas/cutting/face-spans.ts'
import { upTo } from '../../../../../helpers/up-to.ts'

/** Looks every 500 ms that found the face, from and to included. */
function seen(...stretches: readonly (readonly [number, number])[]): Float64Array {
  const times = stretches.flatMap(([from, to]) =>
    Array.from({ length: (to - from) / 500 + 1 }, (_, index) => from + index * 500),
  )
  return Float64Array.from(times)
}
const ends = (spans: readonly { startMs: number; endMs: number }[]) =>
  spans.map(({ startMs, endMs }) => [startMs, endMs])
const rules = { gapMs: 2000, minLengthMs: 3000, maxLengthMs: 10_000 }

describe('where the patient is there', () => {
  it('bears an absence of allowed length and parts at a longer one', () => {
    const times = seen([0, 5000], [7500, 12_000], [15_000, 19_500])
    expect(ends(presentSpans(times, 2000, upTo(20_000)))).toEqual([
      [0, 12_250],
      [14_750, 20_000],
    ])
    expect(ends(presentSpans(times, 1999, upTo(20_000)))).toEqual([
      [0, 5250],
      [7250, 12_250],
      [14_750, 20_000],
    ])
  })

  it('is not parted by looks that came a little late, even without an allowed absence', () => {
    const times = Float64Array.of(0, 500, 1010, 1490, 2100, 2550)
    expect(ends(presentSpans(times, 0, upTo(3000)))).toEqual([[0, 3000]])
  })

  it('is told apart from one look to the next also of a face that is seldom there', () => {
    const times = seen([1000, 1500], [11_000, 11_000], [21_000, 21_000], [31_000, 31_000])
    expect(presentSpans(times, 2000, upTo(60_000))).toHaveLength(4)
  })

  it('begins with the first picture of a video that begins late', () => {
    const times = Float64Array.of(5000, 5500, 6000, 6500)
    expect(ends(presentSpans(times, 2000, { startMs: 4900, endMs: 7000 }))).toEqual([[4900, 7000]])
  })

  it('is nowhere for a face that was never seen', () => {
    expect(presentSpans(new Float64Array(), 2000, upTo(20_000))).toEqual([])
  })
})

describe('clips by face', () => {
  it('leave out what is too short, and do not reach over an absence', () => {
    const times = seen([0, 1000], [8000, 14_000], [17_500, 19_000])
    expect(ends(faceSpans(times, rules, upTo(20_000)))).toEqual([[7750, 14_250]])
  })

  it('are parted in the longest absence near the limit', () => {
    const times = seen([0, 7500], [9500, 15_500])
    expect(ends(faceSpans(times, rules, upTo(16_000)))).toEqual([
      [0, 8500],
      [8500, 16_000],
    ])
  })

  it('are parted at the limit where the face is always there', () => {
    expect(ends(faceSpans(seen([0, 19_500]), rules, upTo(20_000)))).toEqual([
      [0, 9750],
      [9750, 16_750],
      [16_750, 20_000],
    ])
  })

  it('lie in the video, in order, apart from one another and of allowed length', () => {
    const looks = fc.uniqueArray(fc.integer({ min: 0, max: 599 }), { maxLength: 300 })
    fc.assert(
      fc.property(looks, fc.integer({ min: 0, max: 5000 }), (list, gapMs) => {
        const times = Float64Array.from(list.sort((a, b) => a - b).map((look) => look * 500))
        const spans = faceSpans(times, { ...rules, gapMs }, upTo(300_000))
        spans.forEach(({ startMs, endMs }, index) => {
          expect(startMs).toBeGreaterThanOrEqual(spans[index - 1]?.endMs ?? 0)
          expect(endMs).toBeLessThanOrEqual(300_000)
          expect(endMs - startMs).toBeGreaterThanOrEqual(rules.minLengthMs)
          expect(endMs - startMs).toBeLessThanOrEqual(rules.maxLengthMs)
        })
      }),
    )
  })
})
