import { describe, expect, it } from 'vitest'
import { sheetCount, stripShape } from '#core/areas/video/strip-shape.ts'
import { aProbe } from '../../../../../helpers/fake-media.ts'

const MINUTE_MS = 60_000

describe('the layout of a filmstrip', () => {
  it.each([
    [10_000, 500, 20],
    [10 * MINUTE_MS, 1000, 600],
    [60 * MINUTE_MS, 5000, 720],
    [60 * MINUTE_MS + 40, 10_000, 361],
    [24 * 60 * MINUTE_MS, 2 * MINUTE_MS, 720],
    [0, 500, 1],
  ])('of %d ms has a tile every %d ms, %d in all', (durationMs, intervalMs, tiles) => {
    expect(stripShape(aProbe({ durationMs }))).toMatchObject({ intervalMs, tiles })
  })

  it.each([
    [640, 360, 0, 160],
    [640, 360, 90, 51],
    [4000, 100, 0, 240],
    [100, 4000, 180, 40],
  ])('of %d x %d turned by %d has tiles that are %d wide', (width, height, rotationDeg, tileWidth) => {
    expect(stripShape(aProbe({ width, height, rotationDeg }))).toMatchObject({ tileWidth, tileHeight: 90 })
  })

  it('has a last sheet that need not be full', () => {
    expect(sheetCount(stripShape(aProbe({ durationMs: 20_000 })))).toBe(1)
    expect(sheetCount(stripShape(aProbe({ durationMs: 20_001 })))).toBe(2)
  })
})
