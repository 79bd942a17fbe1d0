import { expect, it } from 'vitest'
import type { TimelineItem } from '../../../../src-renderer/timeline/lanes.ts'
import { layInLanes, mostLanes } from '../../../../src-renderer/timeline/lanes.ts'

let lastId = 0
function anItem(startMs: number, endMs: number): TimelineItem {
  lastId += 1
  return { id: lastId, startMs, endMs }
}

it('items lie in one row, and in more only where they overlap', () => {
  const apart = [anItem(0, 100), anItem(100, 200)]
  expect(layInLanes(apart).count).toBe(1)
  const overlapping = [anItem(0, 100), anItem(50, 150), anItem(100, 200)]
  const { lanes, count } = layInLanes(overlapping)
  expect([count, overlapping.map((item) => lanes.get(item.id))]).toEqual([2, [0, 1, 0]])
})

it('more than there is room for share lanes', () => {
  const { lanes, count } = layInLanes(Array.from({ length: 7 }, (_, index) => anItem(index, 100)))
  expect(count).toBe(mostLanes)
  expect(new Set(lanes.values())).toEqual(new Set([0, 1, 2]))
})
