import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellOf, planSampling, selectFilter, type SpanRequest } from '#core/media/frame-sampling.ts'

const video = { playerOffsetMs: 0, durationMs: 60_000 }
const span: SpanRequest = { startMs: 1000, endMs: 3000, fps: 5, maxFrames: 300 }

/** Which of these times (ms) are taken. */
function taken(timesMs: readonly number[], request: SpanRequest): number[] {
  const plan = planSampling(request, video)
  let last = -1
  return timesMs.filter((ms) => {
    const cell = cellOf(ms / 1000, plan)
    if (cell === null || cell <= last) return false
    last = cell
    return true
  })
}

const steady = (fps: number, seconds: number) =>
  Array.from({ length: Math.round(fps * seconds) }, (_, index) => (index * 1000) / fps)

describe('the frames of a span', () => {
  it('are the first of each fifth of a second at 5 per second', () => {
    expect(taken(steady(25, 4), span)).toEqual([1000, 1200, 1400, 1600, 1800, 2000, 2200, 2400, 2600, 2800])
  })

  it('begin with the first frame of the span, not before and not with its end', () => {
    const times = taken(steady(25, 4), { ...span, startMs: 1010, endMs: 1200 })
    expect(times).toEqual([1040])
  })

  it('are all frames when the video has just the rate asked for, in whole milliseconds, too', () => {
    for (const fps of [24, 25, 30, 60, 24_000 / 1001, 30_000 / 1001]) {
      const whole = { startMs: 0, endMs: 60_000, fps, maxFrames: 10_000 }
      const times = steady(fps, 20)
      expect(taken(times, whole)).toEqual(times)
      const rounded = times.map((time) => Math.round(time))
      expect(taken(rounded, whole)).toEqual(rounded)
    }
  })

  it('are never more than asked for, per second or in all, whatever the time stamps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }), { maxLength: 400 }),
        fc.record({
          startMs: fc.integer({ min: 0, max: 30_000 }),
          lengthMs: fc.integer({ min: 10, max: 30_000 }),
          fps: fc.integer({ min: 1, max: 60 }),
          maxFrames: fc.integer({ min: 1, max: 100 }),
        }),
        (unsorted, { startMs, lengthMs, fps, maxFrames }) => {
          const times = [...unsorted].sort((a, b) => a - b)
          const found = taken(times, { startMs, endMs: startMs + lengthMs, fps, maxFrames })
          const inside = times.filter((time) => time >= startMs && time < startMs + lengthMs - 0.1)
          expect(found.length).toBeLessThanOrEqual(
            Math.min(maxFrames, Math.ceil((lengthMs / 1000) * fps)) + 1,
          )
          if (inside.length > 0) expect(found.length).toBeGreaterThan(0)
        },
      ),
    )
  })

  it('are spread over what the video has, not over a span that ends behind it', () => {
    const plan = planSampling({ startMs: 0, endMs: 1e9, fps: 5, maxFrames: 60 }, video)
    expect(plan.cellSeconds).toBeCloseTo(1, 6)
  })

  it('are found by the time stamps of the file where the player moves it', () => {
    const plan = planSampling(span, { ...video, playerOffsetMs: -500 })
    expect(cellOf(0.5, plan)).toBe(0)
    expect(cellOf(0.499, plan)).toBeNull()
    expect(cellOf(2.5, plan)).toBeNull()
  })
})

it('a frame without a time stamp is in no cell', () => {
  expect(cellOf(Number.NaN, planSampling(span, video))).toBeNull()
})

it('the filter carries the plan, and lets the first frame through only when asked to', () => {
  const plan = planSampling(span, video)
  const filter = selectFilter(plan, { keepFirst: false })
  expect(filter).toContain('gte(t,0.999950000)*lt(t,2.999950000)')
  expect(filter).not.toContain('eq(n,0)')
  expect(selectFilter(plan, { keepFirst: true })).toContain('max(eq(n,0),')
})
