import { clampSpan } from '../../../../src-shared/time/interval.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clampView,
  panView,
  placeOf,
  revealTime,
  toMs,
  toPx,
  viewAround,
  zoomView,
} from '../../../../src-renderer/timeline/view.ts'
import { upTo } from '../../../helpers/up-to.ts'

const hourMs = 3_600_000
const hour = upTo(hourMs)

describe('the view on the video', () => {
  it('stays within the video and is never shorter than two seconds', () => {
    expect(clampView({ startMs: -500, endMs: 9500 }, hour)).toEqual({ startMs: 0, endMs: 10_000 })
    expect(clampView({ startMs: hourMs - 10, endMs: hourMs + 90 }, hour)).toEqual({
      startMs: hourMs - 2000,
      endMs: hourMs,
    })
    expect(clampView({ startMs: 100, endMs: 200 }, upTo(900))).toEqual({ startMs: 0, endMs: 900 })
  })

  it('keeps the time under the pointer where it is while zooming', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 4, noNaN: true }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        (factor, share) => {
          const view = { startMs: 1_000_000, endMs: 1_060_000 }
          const aroundMs = view.startMs + share * 60_000
          const zoomed = zoomView(view, { factor, aroundMs }, hour)
          expect(toPx(aroundMs, zoomed, 1000)).toBeCloseTo(share * 1000, 3)
        },
      ),
    )
  })

  it('turns over to a time that lies outside, and only then', () => {
    const view = { startMs: 0, endMs: 60_000 }
    expect(revealTime(view, 59_999, hour)).toBe(view)
    expect(revealTime(view, 60_000, hour)).toEqual({ startMs: 54_000, endMs: 114_000 })
  })

  it('gives the time back that lies at a place', () => {
    const view = { startMs: 250, endMs: 8250 }
    expect(toMs(toPx(4321, view, 733), view, 733)).toBeCloseTo(4321)
  })
})

describe('a view between other bounds than from 0 on', () => {
  const bounds = { startMs: 60_000, endMs: 90_000 }

  it('goes no further than they do', () => {
    expect(panView({ startMs: 70_000, endMs: 80_000 }, -20_000, bounds)).toEqual({
      startMs: 60_000,
      endMs: 70_000,
    })
    expect(panView({ startMs: 70_000, endMs: 80_000 }, 20_000, bounds)).toEqual({
      startMs: 80_000,
      endMs: 90_000,
    })
    expect(zoomView({ startMs: 70_000, endMs: 80_000 }, { factor: 100, aroundMs: 75_000 }, bounds)).toEqual(
      bounds,
    )
  })

  it('shows a stretch with room on both sides', () => {
    expect(viewAround({ startMs: 70_000, endMs: 74_000 }, bounds)).toEqual({ startMs: 69_000, endMs: 75_000 })
    expect(viewAround({ startMs: 60_000, endMs: 60_100 }, bounds)).toEqual({ startMs: 60_000, endMs: 62_000 })
  })
})

describe('a place in a view', () => {
  const clip = upTo(4000)

  it('is in the unit of the width, and reaches beyond the view where the span does', () => {
    expect(placeOf({ startMs: 1000, endMs: 2000 }, clip, 100)).toEqual({ left: 25, width: 25 })
    expect(placeOf({ startMs: -1000, endMs: 2000 }, clip, 400)).toEqual({ left: -100, width: 300 })
  })

  it('is none where the view has no length or the span ends before it begins', () => {
    expect(placeOf({ startMs: 0, endMs: 2000 }, upTo(0), 100)).toEqual({ left: 0, width: 0 })
    expect(placeOf({ startMs: 2000, endMs: 1000 }, clip, 100)).toEqual({ left: 50, width: 0 })
  })

  it('is in percent of the clip and cut to it, for a span that was clamped', () => {
    const placeIn = (startMs: number, endMs: number) =>
      placeOf(clampSpan({ startMs, endMs }, clip), clip, 100)
    expect([placeIn(1000, 2000), placeIn(-500, 9000), placeIn(9000, 9500)]).toEqual([
      { left: 25, width: 25 },
      { left: 0, width: 100 },
      { left: 100, width: 0 },
    ])
  })
})
