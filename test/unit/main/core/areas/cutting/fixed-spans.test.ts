import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixedSpans } from '#core/areas/cutting/fixed-spans.ts'
import { upTo } from '../../../../../helpers/up-to.ts'

const spans = (lengthMs: number, strideMs: number, durationMs: number) =>
  fixedSpans({ lengthMs, strideMs }, upTo(durationMs)).map(({ startMs, endMs }) => [startMs, endMs])

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
          const found = fixedSpans({ lengthMs, strideMs }, upTo(durationMs))
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

  it('begin with the first picture of a video that begins late', () => {
    const video = { startMs: 450_000, endMs: 453_000 }
    expect(fixedSpans({ lengthMs: 1000, strideMs: 1000 }, video)[0]).toEqual({
      startMs: 450_000,
      endMs: 451_000,
    })
    expect(fixedSpans({ lengthMs: 1000, strideMs: 1000 }, video)).toHaveLength(3)
  })

  it('are refused, and none is made, where a length that nobody can believe would have too many', () => {
    const hours = 99_999_999
    expect(() => spans(500, 500, hours * 3_600_000)).toThrow(
      'These would be 719,999,992,800 clips: a video has at most 10,000. Choose longer ones.',
    )
  })
})
