import { describe, expect, it } from 'vitest'
import { subtractSpans } from '#shared/time/interval.ts'
import { gapAt, nearestInTime, spanAt, spansInView } from '../../../../src-renderer/timeline/hit-test.ts'
import type { TimelineItem } from '../../../../src-renderer/timeline/lanes.ts'
import { upTo } from '../../../helpers/up-to.ts'

let lastId = 0
function anItem(startMs: number, endMs: number): TimelineItem {
  lastId += 1
  return { id: lastId, startMs, endMs }
}

describe('items on a timeline', () => {
  it('leave gaps, of which one around a time is found', () => {
    const items = [anItem(100, 200), anItem(300, 400)]
    expect(gapAt(items, 250, upTo(500))).toEqual({ startMs: 200, endMs: 300 })
    expect(gapAt(items, 450, upTo(500))).toEqual({ startMs: 400, endMs: 500 })
    expect(gapAt(items, 100, upTo(500))).toBeNull()
    expect(gapAt(items, 200, upTo(500))).not.toBeNull()
  })

  it('leave bare what none of them covers', () => {
    expect(subtractSpans({ startMs: 50, endMs: 400 }, [anItem(100, 300), anItem(150, 200)])).toEqual([
      { startMs: 50, endMs: 100 },
      { startMs: 300, endMs: 400 },
    ])
  })

  it('are found at a time, and in a view where they touch it', () => {
    const items = [anItem(0, 100), anItem(100, 200)]
    expect([99, 100, 200].map((timeMs) => spanAt(items, timeMs)?.id ?? null)).toEqual([
      items[0]?.id,
      items[1]?.id,
      null,
    ])
    expect(spansInView(items, { startMs: 100, endMs: 150 })).toEqual([items[1]])
  })

  it('are nearest in time by their middles', () => {
    const items = [anItem(0, 100), anItem(100, 400)]
    expect(nearestInTime(items, { startMs: 90, endMs: 140 })).toBe(items[0])
    expect(nearestInTime(items, { startMs: 300, endMs: 900 })).toBe(items[1])
    expect(nearestInTime([], upTo(1))).toBeNull()
  })
})
