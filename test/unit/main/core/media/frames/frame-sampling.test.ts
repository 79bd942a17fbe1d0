import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  createFrameCheck,
  planFrom,
  planSampling,
  selectFilter,
  type SpanRequest,
} from '#core/media/frames/frame-sampling.ts'

const video = { playerOffsetMs: 0, declaredEndMs: 60_000, probe: { startMs: 0, durationMs: 60_000 } }
const span: SpanRequest = {
  startMs: 1000,
  endMs: 3000,
  sampling: { kind: 'rate', fps: 5, maxFrames: 300 },
}
const everyFourth: SpanRequest = { ...span, sampling: { kind: 'every', frames: 4, maxFrames: null } }

/** Which of these times (ms) are taken when all pictures reach the check. */
function taken(timesMs: readonly number[], request: SpanRequest, about = video): number[] {
  const check = createFrameCheck(planSampling(request, about), { passed: 'all', handledSeconds: null })
  return timesMs.filter((ms) => check({ seconds: ms / 1000, graph: 1 }) === 'planned')
}

const steady = (fps: number, seconds: number) =>
  Array.from({ length: Math.round(fps * seconds) }, (_, index) => (index * 1000) / fps)

describe('the frames of a span by rate', () => {
  it('are the first of each fifth of a second at 5 per second', () => {
    expect(taken(steady(25, 4), span)).toEqual([1000, 1200, 1400, 1600, 1800, 2000, 2200, 2400, 2600, 2800])
  })

  it('begin with the first frame of the span, not before and not with its end', () => {
    const times = taken(steady(25, 4), { ...span, startMs: 1010, endMs: 1200 })
    expect(times).toEqual([1040])
  })

  it('are all frames when the video has just the rate asked for, in whole milliseconds, too', () => {
    for (const fps of [24, 25, 30, 60, 24_000 / 1001, 30_000 / 1001]) {
      const sampling = { kind: 'rate', fps, maxFrames: 10_000 } as const
      const whole = { startMs: 0, endMs: 60_000, sampling }
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
          const sampling = { kind: 'rate', fps, maxFrames } as const
          const found = taken(times, { startMs, endMs: startMs + lengthMs, sampling })
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
    const sampling = { kind: 'rate', fps: 5, maxFrames: 60 } as const
    const times = taken(steady(25, 60), { startMs: 0, endMs: 1e9, sampling })
    expect(times).toEqual(steady(1, 60))
  })
})

describe('every fourth frame of a span', () => {
  it('is counted from the first one in it, however the frames come', () => {
    const uneven = [980, 1000, 1003, 1500, 1501, 2000, 2100, 2200, 2990, 2999, 3000]
    expect(taken(uneven, everyFourth)).toEqual([1000, 2000, 2999])
  })

  it('is known no more where a new filter graph has begun in the middle of the span, but before it', () => {
    const check = createFrameCheck(planSampling(everyFourth, video), {
      passed: 'planned',
      handledSeconds: null,
    })
    const verdicts = [
      { seconds: 0.5, graph: 1 },
      { seconds: 1, graph: 2 },
      { seconds: 1.16, graph: 2 },
      { seconds: 1.2, graph: 3 },
    ].map(check)
    expect(verdicts).toEqual(['other', 'planned', 'planned', 'count-lost'])
  })
})

describe('a video whose pictures begin late', () => {
  const late = { playerOffsetMs: 0, declaredEndMs: 600_000, probe: { startMs: 450_000, durationMs: 600_000 } }
  const shown = (from: number) => steady(10, 150).map((ms) => ms + from)

  it('is looked at as densely as one whose time stamps begin at 0', () => {
    const whole: SpanRequest = { ...span, startMs: 0, endMs: 150_000 }
    const atOnce = taken(shown(0), whole, {
      ...late,
      declaredEndMs: 150_000,
      probe: { startMs: 0, durationMs: 150_000 },
    })
    expect(atOnce).toHaveLength(300)
    const moved = atOnce.map((ms) => ms + 450_000)
    expect(taken(shown(450_000), { ...whole, startMs: 450_000, endMs: 600_000 }, late)).toEqual(moved)
    // As clips of whole videos were stored before.
    expect(taken(shown(450_000), { ...whole, endMs: 600_000 }, late)).toEqual(moved)
  })

  it('is looked at as before where they begin less than a second after the sound', () => {
    const soon = { ...video, probe: { startMs: 900, durationMs: 60_000 } }
    const whole: SpanRequest = {
      ...span,
      startMs: 0,
      endMs: 60_000,
      sampling: { kind: 'rate', fps: 5, maxFrames: 50 },
    }
    const times = steady(25, 59).map((ms) => ms + 900)
    expect(taken(times, whole, soon)).toEqual(taken(times, whole, video))
  })
})

describe('a plan that is taken up again', () => {
  it.each([span, everyFourth, { ...span, sampling: { kind: 'rate', fps: 7, maxFrames: 300 } }] as const)(
    'goes on after the last frame that was handled, whichever that was: %o',
    (request) => {
      const times = steady(25, 4)
      const all = taken(times, request)
      for (const [index, handledMs] of all.entries()) {
        const handledSeconds = handledMs / 1000
        const plan = planFrom(planSampling(request, video), handledSeconds)
        const check = createFrameCheck(plan, { passed: 'all', handledSeconds })
        const rest = times.filter((ms) => check({ seconds: ms / 1000, graph: 1 }) === 'planned')
        expect(rest).toEqual(all.slice(index + 1))
      }
    },
  )
})

it.each([span, everyFourth])(
  'frames are found by the time stamps of the file where the player moves it',
  (request) => {
    const moved = { ...video, playerOffsetMs: -500 }
    expect(taken([499], request, moved)).toEqual([])
    expect(taken([499, 500, 501], request, moved)).toEqual([500])
    expect(taken([2500], request, moved)).toEqual([])
  },
)

it.each([span, everyFourth])('a frame without a time stamp is none of the plan', (request) => {
  expect(taken([Number.NaN, 1000], request)).toEqual([1000])
})

describe('the filter', () => {
  const plan = planSampling(span, video)

  it('carries the plan, and lets the first frame through only when asked to', () => {
    const filter = selectFilter([plan], { passed: 'planned', keepFirst: false })
    expect(filter).toContain('gte(t,0.999950000)*lt(t,2.999950000)')
    expect(filter).not.toContain('eq(n,0)')
    expect(selectFilter([plan], { passed: 'planned', keepFirst: true })).toContain('max(eq(n,0),')
  })

  it('lets all frames of the span through when they are to be counted by the reader', () => {
    expect(selectFilter([planSampling(everyFourth, video)], { passed: 'all', keepFirst: false })).toBe(
      "select='0*eq(print(round(t*1000000)*2+key),0)+if(gte(t,0.999950000)*lt(t,2.999950000),1,0)'",
    )
  })
})
