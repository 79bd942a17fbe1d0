import type { TimeSpan } from '#shared/time/interval.ts'

/** What lies on a timeline and can be told from the others. */
export interface TimelineItem extends TimeSpan {
  readonly id: number
}

export const mostLanes = 3

/** The lane that each item lies in, so that overlapping ones can be told apart: the first with room. */
export function layInLanes(items: readonly TimelineItem[]): {
  lanes: ReadonlyMap<number, number>
  count: number
} {
  const lanes = new Map<number, number>()
  const ends: number[] = []
  for (const [index, item] of items.entries()) {
    const free = ends.findIndex((endMs) => endMs <= item.startMs)
    const lane = free !== -1 ? free : ends.length < mostLanes ? ends.length : index % mostLanes
    ends[lane] = Math.max(ends[lane] ?? 0, item.endMs)
    lanes.set(item.id, lane)
  }
  return { lanes, count: Math.max(1, ends.length) }
}

/** A row of a timeline with its items in order of time. */
export interface Lane<Item extends TimelineItem = TimelineItem> {
  readonly items: readonly Item[]
}
