import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { snapSpans, snapToFrame } from '#core/areas/cutting/snap-to-frames.ts'
import { upTo } from '../../../../../helpers/up-to.ts'

const grid = { timesMs: Float64Array.of(0, 40, 80, 500, 540), video: upTo(580) }

describe('a time on the pictures', () => {
  it('is the start of the nearest one, the earlier of two', () => {
    expect([19, 20, 21, 60, 289, 291].map((time) => snapToFrame(time, grid))).toEqual([0, 0, 40, 40, 80, 500])
  })

  it('stays at the start and at the end of the video, also where no picture begins', () => {
    const late = { timesMs: Float64Array.of(30, 70), video: upTo(110) }
    expect([0, 10, 30, 89, 100, 110, 200].map((time) => snapToFrame(time, late))).toEqual([
      0, 0, 30, 70, 110, 110, 110,
    ])
  })

  it('is no earlier than the first picture of a video that begins late', () => {
    const late = { timesMs: Float64Array.of(5000, 5040), video: { startMs: 5000, endMs: 5080 } }
    expect([0, 4000, 5021, 5079].map((time) => snapToFrame(time, late))).toEqual([5000, 5000, 5040, 5080])
  })

  it('is left alone where no picture is known', () => {
    expect(snapToFrame(33, { timesMs: new Float64Array(), video: upTo(100) })).toBe(33)
  })
})

describe('spans on the pictures', () => {
  it('still touch where they touched, and vanish where there is hardly a picture', () => {
    const spans = [
      { startMs: 0, endMs: 90 },
      { startMs: 90, endMs: 480 },
      { startMs: 480, endMs: 580 },
    ]
    expect(snapSpans(spans, grid)).toEqual([{ startMs: 80, endMs: 500 }])
  })

  it('keep their order and overlap no more than before', () => {
    const times = fc
      .uniqueArray(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 200 })
      .map((list) => Float64Array.from(list).sort())
    const cuts = fc
      .uniqueArray(fc.double({ min: 0, max: 60_000, noNaN: true }), { minLength: 2, maxLength: 40 })
      .map((list) => list.sort((a, b) => a - b))
    fc.assert(
      fc.property(times, cuts, (timesMs, edges) => {
        const spans = edges.slice(1).map((endMs, index) => ({ startMs: edges[index] ?? 0, endMs }))
        const snapped = snapSpans(spans, { timesMs, video: upTo(60_000) })
        snapped.forEach(({ startMs, endMs }, index) => {
          expect(endMs - startMs).toBeGreaterThanOrEqual(200)
          expect(startMs).toBeGreaterThanOrEqual(snapped[index - 1]?.endMs ?? 0)
          expect(endMs).toBeLessThanOrEqual(60_000)
          for (const time of [startMs, endMs]) {
            expect(time === 0 || time === 60_000 || timesMs.includes(time)).toBe(true)
          }
        })
      }),
    )
  })
})
