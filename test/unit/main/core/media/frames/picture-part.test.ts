import { describe, expect, it } from 'vitest'
import { partAround } from '#core/media/frames/picture-part.ts'
import type { VideoProbe } from '#shared/domain/clip.ts'
import { aProbe } from '../../../../../helpers/a-probe.ts'

const videoFacts = (probe: Partial<VideoProbe>) => ({ probe: aProbe(probe) })
const facts = videoFacts({ width: 1280, height: 720 })
const box = (x: number, y: number, width: number, height: number) => () => ({ x, y, width, height })

describe('the part of a picture that is decoded', () => {
  it('holds what is looked at and some pixels around it, in whole blocks', () => {
    const picture = { width: 1280, height: 720 }
    expect(partAround(facts, 1920, box(100, 200, 90, 120))).toEqual({
      ...{ x: 80, y: 192, width: 128, height: 144 },
      picture,
    })
  })

  it('ends with the picture', () => {
    expect(partAround(facts, 1920, box(-300, -20, 350, 60))).toMatchObject({
      x: 0,
      y: 0,
      width: 64,
      height: 48,
    })
    expect(partAround(facts, 1920, box(1200, 700, 400, 400))).toMatchObject({
      ...{ x: 1184, y: 688, width: 96, height: 32 },
    })
  })

  it('is there, too, when what is looked at lies outside', () => {
    for (const region of [box(-500, -500, 20, 20), box(5000, 5000, 20, 20), box(0, 0, 1, 1)]) {
      const part = partAround(facts, 1920, region)
      expect(part?.width).toBeGreaterThan(0)
      expect(part?.height).toBeGreaterThan(0)
      expect((part?.x ?? 0) + (part?.width ?? 0)).toBeLessThanOrEqual(1280)
      expect((part?.y ?? 0) + (part?.height ?? 0)).toBeLessThanOrEqual(720)
    }
  })

  it('is told the size of the picture as it stands', () => {
    const sizes: unknown[] = []
    const turned = videoFacts({ width: 1280, height: 720, rotationDeg: 90 })
    partAround(turned, 1920, (picture) => {
      sizes.push(picture)
      return { x: 0, y: 0, width: 10, height: 10 }
    })
    expect(sizes).toEqual([{ width: 720, height: 1280 }])
  })

  it.each([
    ['that is scaled', facts, 960],
    ['with pixels that are not square', videoFacts({ pixelAspect: 1.2 }), 1920],
    ['of an odd width', videoFacts({ width: 1279, height: 720 }), 1920],
  ])('is all of one %s', (_, about, maxSide) => {
    expect(partAround(about, maxSide, box(100, 200, 90, 120))).toBeNull()
  })
})
