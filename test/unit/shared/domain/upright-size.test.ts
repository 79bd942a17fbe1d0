import { expect, it } from 'vitest'
import { uprightSize } from '#shared/domain/upright-size.ts'

const picture = { width: 1920, height: 1080, rotationDeg: 0, pixelAspect: 1 }

it.each([
  ['as coded', {}, { width: 1920, height: 1080 }],
  ['of a phone held upright', { rotationDeg: 90 }, { width: 1080, height: 1920 }],
  ['of a phone held upright the other way', { rotationDeg: 270 }, { width: 1080, height: 1920 }],
  ['of a camera that hung upside down', { rotationDeg: 180 }, { width: 1920, height: 1080 }],
  ['of a camcorder', { width: 1440, pixelAspect: 4 / 3 }, { width: 1440, height: 810 }],
  [
    'of a camcorder on its side',
    { width: 1440, pixelAspect: 4 / 3, rotationDeg: 90 },
    { width: 810, height: 1440 },
  ],
])('is the size that a viewer sees: %s', (_, change, size) => {
  expect(uprightSize({ ...picture, ...change })).toEqual(size)
})
