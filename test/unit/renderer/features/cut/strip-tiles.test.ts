import { describe, expect, it } from 'vitest'
import { columnLevels, sheetPlace, tilePlaces } from '../../../../../src-renderer/features/cut/strip-tiles.ts'

describe('the pictures', () => {
  it('lie side by side and show the tile nearest to the middle of each slot', () => {
    const places = tilePlaces({ startMs: 0, endMs: 10_000 }, { width: 500, tileWidth: 100 }, 500)
    expect(places.map((place) => place.x)).toEqual([0, 100, 200, 300, 400])
    expect(places.map((place) => place.tile)).toEqual([2, 6, 10, 14, 18])
  })

  it('stay the same when the view moves on', () => {
    const size = { width: 500, tileWidth: 100 }
    const before = tilePlaces({ startMs: 4000, endMs: 14_000 }, size, 500)
    const after = tilePlaces({ startMs: 4500, endMs: 14_500 }, size, 500)
    expect(after[0]).toEqual({ x: -25, tile: before[0]?.tile })
  })

  it('are found row by row on their sheets', () => {
    expect(sheetPlace(123, { columns: 10, rows: 10 })).toEqual({ sheet: 1, index: 23, column: 3, row: 2 })
  })
})

describe('the sound', () => {
  const waveform = { stepMs: 100, peaks: Float32Array.of(0, 0.5, 1, 0.25) }

  it('tells the loudest and the mean of what lies under a column', () => {
    const { loudest, mean } = columnLevels(waveform, { startMs: 0, endMs: 400 }, 2)
    expect([[...loudest], [...mean]]).toEqual([
      [0.5, 1],
      [0.25, 0.625],
    ])
  })

  it('tells silence from what was not heard yet', () => {
    const { loudest } = columnLevels(waveform, { startMs: 0, endMs: 800 }, 4)
    expect([...loudest]).toEqual([0.5, 1, NaN, NaN])
  })
})
