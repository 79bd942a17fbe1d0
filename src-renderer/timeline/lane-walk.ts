import { nearestInTime } from './hit-test.ts'
import type { Lane } from './lanes.ts'

/** Ways from item to item of a timeline's lanes, for the keyboard. */

export interface ItemPlace {
  readonly lane: number
  readonly item: number
}

export function findItem(lanes: readonly Lane[], id: number): ItemPlace | null {
  for (const [lane, { items }] of lanes.entries()) {
    const item = items.findIndex((each) => each.id === id)
    if (item >= 0) return { lane, item }
  }
  return null
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

/** The item that an arrow key leads to; null at the edge. Up and down go to the nearest in time. */
export function itemBeside(lanes: readonly Lane[], id: number, direction: Direction): number | null {
  const place = findItem(lanes, id)
  if (place === null) return null
  const own = lanes[place.lane]?.items ?? []
  const idAt = (item: number): number | null => own[item]?.id ?? null
  if (direction === 'left') return idAt(place.item - 1)
  if (direction === 'right') return idAt(place.item + 1)
  if (direction === 'first') return idAt(0)
  if (direction === 'last') return idAt(own.length - 1)
  const here = own[place.item]
  const beyond = direction === 'down' ? lanes.slice(place.lane + 1) : lanes.slice(0, place.lane).reverse()
  const next = beyond.find(({ items }) => items.length > 0)
  return here === undefined || next === undefined ? null : (nearestInTime(next.items, here)?.id ?? null)
}

/** Items from one to another of the same lane, both included; of different lanes, the latter alone. */
export function itemsBetween(lanes: readonly Lane[], fromId: number, toId: number): number[] {
  const [from, to] = [findItem(lanes, fromId), findItem(lanes, toId)]
  if (from === null || to === null || from.lane !== to.lane) return [toId]
  const items = lanes[from.lane]?.items ?? []
  return items.slice(Math.min(from.item, to.item), Math.max(from.item, to.item) + 1).map(({ id }) => id)
}
