import { describe, expect, it } from 'vitest'
import { findItem, itemBeside, itemsBetween } from '../../../../src-renderer/timeline/lane-walk.ts'

const lanes = [
  {
    items: [
      { id: 12, startMs: 2000, endMs: 8000 },
      { id: 11, startMs: 10_000, endMs: 14_000 },
      { id: 13, startMs: 30_000, endMs: 40_000 },
    ],
  },
  { items: [] },
  {
    items: [
      { id: 31, startMs: 0, endMs: 1000 },
      { id: 32, startMs: 34_000, endMs: 36_000 },
    ],
  },
]

it('finds an item in its lane', () => {
  expect(findItem(lanes, 32)).toEqual({ lane: 2, item: 1 })
  expect(findItem(lanes, 99)).toBeNull()
})

describe('arrow keys', () => {
  it('go along a lane and stop at its ends', () => {
    expect(itemBeside(lanes, 12, 'right')).toBe(11)
    expect(itemBeside(lanes, 12, 'left')).toBeNull()
    expect(itemBeside(lanes, 12, 'last')).toBe(13)
    expect(itemBeside(lanes, 13, 'first')).toBe(12)
  })

  it('go to the item nearest in time of the next lane that has any', () => {
    expect(itemBeside(lanes, 13, 'down')).toBe(32)
    expect(itemBeside(lanes, 12, 'down')).toBe(31)
    expect(itemBeside(lanes, 31, 'up')).toBe(12)
    expect(itemBeside(lanes, 31, 'down')).toBeNull()
  })
})

it('a range runs within one lane only', () => {
  expect(itemsBetween(lanes, 13, 12)).toEqual([12, 11, 13])
  expect(itemsBetween(lanes, 13, 31)).toEqual([31])
})
