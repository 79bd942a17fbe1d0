import { expect, test } from 'vitest'
import { createCropSheet } from '../../../../../scripts/tools/face-report/crop-sheet.ts'

/** A picture whose left half is black and whose right half has this red. */
function halves(red: number) {
  const [width, height] = [4, 2]
  const rgb = new Uint8Array(width * height * 3)
  for (let at = 0; at < width * height; at++) if (at % width >= 2) rgb[at * 3] = red
  return { width, height, rgb }
}

test('shows the first box above the second, and black where there is none or the picture ends', () => {
  const sheet = createCropSheet()
  const frame = halves(200)
  sheet.add(frame, [{ x: 2, y: 0, width: 2, height: 2 }, null])
  sheet.add(frame, [
    { x: 3, y: 0, width: 2, height: 2 },
    { x: 0, y: 0, width: 2, height: 2 },
  ])
  const { width, rgb } = sheet.picture()
  const redAt = (x: number, y: number) => rgb[(y * width + x) * 3]
  expect(redAt(10, 10)).toBe(200)
  expect(redAt(10, 98 + 10)).toBe(0)
  expect([redAt(98 + 10, 10), redAt(98 + 90, 10)]).toEqual([200, 0])
  expect(redAt(98 + 10, 98 + 10)).toBe(0)
})

test('begins a new pair of rows after twenty crops', () => {
  const sheet = createCropSheet()
  for (let look = 0; look < 20; look++) sheet.add(halves(1), [null, null])
  const one = sheet.picture().height
  sheet.add(halves(1), [null, null])
  expect(sheet.picture()).toMatchObject({ width: 20 * 98, height: 2 * one })
})
