import { expect, it } from 'vitest'
import type { VideoProbe } from '#shared/domain/clip.ts'
import { frameSize } from '#core/media/frames/frame-size.ts'
import { aProbe } from '../../../../../helpers/a-probe.ts'

function sizeOf(probe: Partial<VideoProbe>, maxSide: number, pixelAspect = 1) {
  return frameSize({ probe: aProbe({ ...probe, pixelAspect }) }, maxSide)
}

it('brings the longer side down to the limit', () => {
  expect(sizeOf({}, 960)).toEqual({ width: 960, height: 540 })
  expect(sizeOf({ width: 720, height: 1280 }, 640)).toEqual({ width: 360, height: 640 })
})

it('never enlarges', () => {
  expect(sizeOf({ width: 320, height: 240 }, 960)).toEqual({ width: 320, height: 240 })
})

it('stands phone videos upright', () => {
  expect(sizeOf({ rotationDeg: 90 }, 960)).toEqual({ width: 540, height: 960 })
  expect(sizeOf({ rotationDeg: 270 }, 960)).toEqual({ width: 540, height: 960 })
  expect(sizeOf({ rotationDeg: 180 }, 960)).toEqual({ width: 960, height: 540 })
})

it('squeezes the longer direction of pixels that are not square', () => {
  expect(sizeOf({ width: 720, height: 576 }, 4000, 16 / 15)).toEqual({ width: 720, height: 540 })
  expect(sizeOf({ width: 720, height: 480 }, 4000, 8 / 9)).toEqual({ width: 640, height: 480 })
})

it('keeps at least one pixel of a strip', () => {
  expect(sizeOf({ width: 4000, height: 2 }, 100)).toEqual({ width: 100, height: 1 })
})
