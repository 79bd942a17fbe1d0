import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixedSpans } from '#core/cutting/fixed-spans.ts'

const spans = (lengthMs: number, strideMs: number, durationMs: number) =>
  fixedSpans({ lengthMs, strideMs }, durationMs).map(({ startMs, endMs }) => [startMs, endMs])

describe('clips of a fixed length', () => {
  it('keep a shorter rest of at least half the length', () => {
    expect(spans(1000, 1000, 2500)).toEqual([
      [0, 1000],
      [1000, 2000],
      [2000, 2500],
    ])
  })

  it('join a shorter rest to the last clip', () => {
    expect(spans(1000, 1000, 2499)).toEqual([
      [0, 1000],
      [1000, 2499],
    ])
    expect(spans(1000, 800, 1850)).toEqual([
      [0, 1000],
      [800, 1850],
    ])
  })

  it('leave a shorter rest out where a gap lies before it', () => {
    expect(spans(1000, 3000, 3200)).toEqual([[0, 1000]])
  })

  it('are one for a video that is shorter than one', () => {
    expect(spans(10_000, 5000, 300)).toEqual([[0, 300]])
    expect(spans(10_000, 5000, 0)).toEqual([])
  })

  it('lie in the video in order, a stride apart, and reach its end unless they leave gaps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 500, max: 60_000 }),
        fc.integer({ min: 100, max: 60_000 }),
        fc.double({ min: 1, max: 600_000, noNaN: true }),
        (lengthMs, strideMs, durationMs) => {
          const found = fixedSpans({ lengthMs, strideMs }, durationMs)
          found.forEach(({ startMs, endMs }, place) => {
            expect(startMs).toBe(place * strideMs)
            expect(endMs).toBeGreaterThan(startMs)
            expect(endMs).toBeLessThanOrEqual(durationMs)
            if (place < found.length - 1) expect(endMs - startMs).toBe(lengthMs)
          })
          if (strideMs <= lengthMs) expect(found.at(-1)?.endMs).toBe(durationMs)
        },
      ),
    )
  })
})
