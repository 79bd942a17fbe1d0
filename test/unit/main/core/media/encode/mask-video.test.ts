import { describe, expect, it } from 'vitest'
import { maskGrid, maskVideo, paintMask } from '#core/media/encode/mask-video.ts'

const grid = { columns: 8, rows: 4 }
const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height })
const nothing = { blurred: [], kept: [], covered: [] }

/** The brightness of a mask, one text a row: `#` is blurred. */
function picture(mask: Uint8Array): string[] {
  const rows = Array.from({ length: grid.rows }, (_, row) =>
    mask.subarray(row * grid.columns, (row + 1) * grid.columns),
  )
  return rows.map((row) => [...row].map((value) => (value === 255 ? '#' : '.')).join(''))
}

describe('maskGrid', () => {
  it('has cells as wide as high, an even number of them, and none smaller than a pixel', () => {
    expect(maskGrid({ width: 1920, height: 1080 })).toEqual({ columns: 240, rows: 136 })
    expect(maskGrid({ width: 1080, height: 1920 })).toEqual({ columns: 136, rows: 240 })
    expect(maskGrid({ width: 64, height: 48 })).toEqual({ columns: 64, rows: 48 })
  })
})

describe('paintMask', () => {
  it('blurs every cell that a box touches', () => {
    const mask = paintMask({ ...nothing, blurred: [box(0.2, 0.3, 0.2, 0.3)] }, grid)
    expect(picture(mask)).toEqual(['........', '.###....', '.###....', '........'])
  })

  it('takes the patient’s face out, but for what another face covers', () => {
    const mask = paintMask(
      {
        blurred: [box(0, 0, 1, 1)],
        kept: [box(0.25, 0.25, 0.5, 0.5)],
        covered: [box(0.6, 0, 0.4, 1)],
      },
      grid,
    )
    expect(picture(mask)).toEqual(['########', '##..####', '##..####', '########'])
  })

  it('blurs colour wherever brightness is blurred', () => {
    const mask = paintMask({ ...nothing, blurred: [box(0.13, 0.26, 0.1, 0.1)] }, grid)
    const [u, v] = [mask.subarray(32, 40), mask.subarray(40, 48)]
    expect([...u]).toEqual([255, 0, 0, 0, 0, 0, 0, 0])
    expect(v).toEqual(u)
  })

  it('paints nothing for a box beside the picture', () => {
    const mask = paintMask({ ...nothing, blurred: [box(-0.5, 0, 0.4, 1), box(1.1, 0, 1, 1)] }, grid)
    expect(mask.some((value) => value !== 0)).toBe(false)
  })
})

describe('maskVideo', () => {
  it('has a mask at each time, a whole one before and the last one again long after', () => {
    const masks = [0, 40].map((timeMs) => ({ timeMs, ...nothing }))
    const [header, ...frames] = [...maskVideo(masks, grid, { offsetMs: 1000 })].map((bytes) =>
      Buffer.from(bytes),
    )
    expect(header?.toString('latin1', 0, 12)).toMatch(/^DKIF.*I420$/s)
    const times = frames.map((frame) => Number(frame.readBigInt64LE(4)))
    expect(times).toEqual([-59_000_000, 999_950, 1_039_950, 61_040_000])
    expect(frames.map((frame) => frame[12])).toEqual([255, 0, 0, 0])
    expect(frames.map((frame) => frame.readUInt32LE(0))).toEqual(frames.map((frame) => frame.length - 12))
  })
})
