import { describe, expect, it } from 'vitest'
import type { FacePath } from '#shared/domain/people.ts'
import {
  boxAt,
  cropRuleWords,
  cropSquare,
  pictureSize,
  facesAt,
} from '../../../../src-renderer/player/face-paths.ts'

/** A face at x = time / 10 s, seen at these times. */
function aPath(timesMs: readonly number[], part: Partial<FacePath> = {}): FacePath {
  return {
    trackId: 1,
    personId: 1,
    label: 'Person A',
    role: 'patient',
    timesMs: Float64Array.from(timesMs),
    boxes: Float32Array.from(timesMs.flatMap((timeMs) => [timeMs / 10_000, 0.25, 0.25, 0.5])),
    ...part,
  }
}

describe('boxAt', () => {
  it('is the box of a sample at its time, and in proportion between two', () => {
    const path = aPath([1000, 1200, 1400])
    expect(boxAt(path, 1000)?.x).toBeCloseTo(0.1)
    expect(boxAt(path, 1400)?.x).toBeCloseTo(0.14)
    expect(boxAt(path, 1250)?.x).toBeCloseTo(0.125)
  })

  it('knows nothing outside of the path', () => {
    const path = aPath([1000, 1200])
    expect(boxAt(path, 999)).toBeNull()
    expect(boxAt(path, 1201)).toBeNull()
    expect(boxAt(aPath([]), 0)).toBeNull()
  })

  it('knows nothing in a gap of more than a second, but at its edges', () => {
    const path = aPath([1000, 2000, 3001])
    expect(boxAt(path, 1500)).not.toBeNull()
    expect(boxAt(path, 2500)).toBeNull()
    expect(boxAt(path, 3001)).not.toBeNull()
  })

  it('takes a box that is not a number for the end of what is known', () => {
    const path = aPath([1000, 1200, 1400])
    path.boxes.fill(Number.NaN, 4, 8)
    expect(boxAt(path, 1000)).not.toBeNull()
    expect(boxAt(path, 1100)).toBeNull()
    expect(boxAt(path, 1200)).toBeNull()
  })
})

it('shows everybody on screen, the patient on top', () => {
  const patient = aPath([0, 500])
  const clinician = aPath([0, 500], { trackId: 2, label: 'Person B', role: 'clinician' })
  const gone = aPath([5000, 5500], { trackId: 3 })
  expect(facesAt([patient, clinician, gone], 250).map(({ trackId }) => trackId)).toEqual([2, 1])
})

describe('the picture that models get', () => {
  const phone = { width: 1920, height: 1080, rotationDeg: 90, pixelAspect: 1 }

  it('is upright, whatever the size of a copy for the player', () => {
    expect(pictureSize(phone, 360 / 640)).toEqual({ width: 1080, height: 1920 })
    expect(pictureSize({ ...phone, rotationDeg: 0 }, 854 / 480)).toEqual({ width: 1920, height: 1080 })
  })

  it('has square pixels: the longer direction of others is squeezed', () => {
    const wide = { width: 720, height: 576, rotationDeg: 0, pixelAspect: 1 }
    expect(pictureSize(wide, 1024 / 576)).toEqual({ width: 720, height: 405 })
    expect(pictureSize({ ...wide, rotationDeg: 270 }, 576 / 1024)).toEqual({ width: 405, height: 720 })
    expect(pictureSize({ ...wide, width: 1440 }, 4 / 3)).toEqual({ width: 768, height: 576 })
  })

  it('has square pixels where the file says that they are not', () => {
    const avchd = { width: 1440, height: 1080, rotationDeg: 0, pixelAspect: 4 / 3 }
    expect(pictureSize(avchd, 16 / 9)).toEqual({ width: 1440, height: 810 })
  })

  it('is that of the file before the player knows', () => {
    expect(pictureSize(phone, Number.NaN)).toEqual({ width: 1080, height: 1920 })
  })
})

describe('the square that a pack sees', () => {
  const face = { x: 0, y: 0.25, width: 0.125, height: 0.5 }
  const picture = { width: 640, height: 200 }

  it('is the one that main cuts out, on whole pixels, black outside', () => {
    expect(cropSquare(face, picture, { kind: 'face-square', margin: 0.3, sizePx: 224 })).toEqual({
      x: -25,
      y: 35,
      width: 130,
      height: 130,
    })
  })

  it('stands in for landmarks by the face itself, and says that it is near to it only', () => {
    const rule = { kind: 'landmark-box', margin: 0.2, sizePx: 112 } as const
    expect(cropSquare(face, picture, rule)).toEqual({ x: -20, y: 40, width: 120, height: 120 })
    expect(cropRuleWords(rule)).toContain('near to it')
    expect(cropRuleWords({ kind: 'face-square', margin: 0.3, sizePx: 224 })).toBe(
      'Square around the face, 30 % larger, 224 × 224 pixels',
    )
  })
})
