import { describe, expect, it } from 'vitest'
import {
  frameMiddle,
  frameShownAt,
  framesWithin,
  nearestFrameStart,
} from '../../../../src-renderer/composables/frame-index.ts'

/** A variable rate: the third picture stays on screen three times as long. */
const times = Float64Array.of(0, 33.366, 66.733, 166.833, 200.2)

describe('frames by their times', () => {
  it('finds the frame on screen between two time stamps', () => {
    expect([0, 33, 34, 160, 199, 5000].map((timeMs) => frameShownAt(times, timeMs))).toEqual([
      0, 0, 1, 2, 3, 4,
    ])
  })

  it('knows a frame by a time stamp that was cut to whole microseconds', () => {
    expect(frameShownAt(Float64Array.of(0, 100 / 3, 200 / 3), 33.333)).toBe(1)
  })

  it('shows the first frame before it begins', () => {
    expect(frameShownAt(Float64Array.of(80, 120), 0)).toBe(0)
  })

  it('aims at the middle of a frame, however long it is', () => {
    expect(frameMiddle(times, 2)).toBeCloseTo(116.783)
  })

  it('counts the frames of a half-open span', () => {
    expect(framesWithin(times, { startMs: 33.366, endMs: 166.833 })).toEqual({ first: 1, last: 2 })
    expect(framesWithin(times, { startMs: 0, endMs: 1000 })).toEqual({ first: 0, last: 4 })
  })

  it('snaps to the nearest start of a frame, or to the end of the video', () => {
    const snap = (timeMs: number): number => nearestFrameStart(times, timeMs, 240)
    expect([10, 20, 110, 130, 215, 230].map(snap)).toEqual([0, 33.366, 66.733, 166.833, 200.2, 240])
  })
})
