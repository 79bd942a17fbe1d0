import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createThrottle } from '#core/areas/video/throttle.ts'

describe('throttle', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('tells the first change at once, and the last one after the interval', () => {
    let calls = 0
    const throttle = createThrottle(500, () => (calls += 1))
    for (let change = 0; change < 5; change += 1) throttle.changed()
    expect(calls).toBe(1)
    vi.advanceTimersByTime(500)
    expect(calls).toBe(2)
    vi.advanceTimersByTime(5000)
    expect(calls).toBe(2)
    throttle.changed()
    expect(calls).toBe(3)
  })

  it('tells nothing after it was stopped', () => {
    let calls = 0
    const throttle = createThrottle(500, () => (calls += 1))
    throttle.changed()
    throttle.changed()
    throttle.stop()
    vi.advanceTimersByTime(5000)
    expect(calls).toBe(1)
  })
})
