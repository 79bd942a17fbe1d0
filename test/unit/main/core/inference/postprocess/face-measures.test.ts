import { expect, test } from 'vitest'
import { faceMeasures } from '#core/faces/types.ts'
import { measureFace, readingValues } from '#core/inference/postprocess/face-measures.ts'
import type { Picture } from '#core/inference/processors/picture.ts'

const WIDTH = 200

function aPicture(grey: (x: number, y: number) => number): Picture {
  const rgb = Uint8Array.from({ length: WIDTH * WIDTH * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3)
    return grey(pixel % WIDTH, Math.floor(pixel / WIDTH))
  })
  return { width: WIDTH, height: WIDTH, rgb }
}
const plain = aPicture(() => 100)

const face = { x: 50, y: 50, width: 100, height: 100, confidence: 0.9 }

interface Drawing {
  readonly noseX?: number
  readonly noseY?: number
  readonly lipGap?: number
  readonly tiltDeg?: number
}

/** 68 landmarks of a face around (100, 100): edges at 60 and 140, eyes at 80, mouth at 130. */
function drawn({ noseX = 100, noseY = 111, lipGap = 0, tiltDeg = 0 }: Drawing = {}): Float32Array {
  const points = new Float32Array(136)
  const turn = (tiltDeg * Math.PI) / 180
  const put = (from: number, to: number, x: number, y: number): void => {
    for (let i = from; i < to; i++) {
      points[2 * i] = 100 + (x - 100) * Math.cos(turn) - (y - 100) * Math.sin(turn)
      points[2 * i + 1] = 100 + (x - 100) * Math.sin(turn) + (y - 100) * Math.cos(turn)
    }
  }
  put(0, 68, 100, 100)
  put(0, 3, 60, 90)
  put(14, 17, 140, 90)
  put(8, 9, 100, 150)
  put(27, 28, 100, 80)
  put(30, 31, noseX, noseY)
  put(36, 42, 82, 80)
  put(42, 48, 118, 80)
  put(48, 68, 100, 130)
  put(62, 63, 100, 130 - lipGap / 2)
  put(66, 67, 100, 130 + lipGap / 2)
  return points
}

const measure = (drawing: Drawing = {}, changes: Partial<typeof face> = {}) =>
  measureFace(plain, { face: { ...face, ...changes }, points: drawn(drawing) })

test('a face that looks straight ahead has no angles', () => {
  const { yawDeg, pitchDeg, rollDeg } = measure()
  expect([yawDeg, pitchDeg, rollDeg].map(Math.abs).every((angle) => angle < 1)).toBe(true)
})

test('angles grow with the turn: right, up and clockwise are positive', () => {
  expect(measure({ noseX: 120 }).yawDeg).toBeCloseTo(26.6, 0)
  expect(measure({ noseX: 80 }).yawDeg).toBeCloseTo(-26.6, 0)
  expect(measure({ noseX: 130 }).yawDeg).toBeGreaterThan(measure({ noseX: 120 }).yawDeg)
  expect(measure({ noseY: 100 }).pitchDeg).toBeGreaterThan(10)
  expect(measure({ noseY: 122 }).pitchDeg).toBeLessThan(-10)
  expect(measure({ tiltDeg: 30 }).rollDeg).toBeCloseTo(30, 4)
})

test('a tilted head is not turned', () => {
  const straight = measure({ noseX: 110, noseY: 105 })
  const tilted = measure({ noseX: 110, noseY: 105, tiltDeg: 25 })
  expect(tilted.yawDeg).toBeCloseTo(straight.yawDeg, 3)
  expect(tilted.pitchDeg).toBeCloseTo(straight.pitchDeg, 3)
})

test('the mouth is open by the gap between the lips, whatever the size of the face', () => {
  expect(measure({ lipGap: 0 }).mouthOpen).toBe(0)
  expect(measure({ lipGap: 14 }).mouthOpen).toBeCloseTo(0.2, 5)
  const twice = measureFace(plain, { face, points: drawn({ lipGap: 14 }).map((value) => value * 2) })
  expect(twice.mouthOpen).toBeCloseTo(0.2, 5)
})

test('a face is guessed to be covered when the detector is unsure, or sees it elsewhere than the landmarks are', () => {
  expect(measure().occlusion).toBe(0)
  expect(measure({}, { confidence: 0.35 }).occlusion).toBeCloseTo(0.5, 5)
  expect(measure({}, { x: 100 }).occlusion).toBeGreaterThan(0.3)
  expect(measure({}, { x: 190 }).occlusion).toBe(1)
})

test('a blurred edge is less sharp than a clear one, and a plain face has no sharpness', () => {
  const sharpness = (picture: Picture) => measureFace(picture, { face, points: drawn() }).sharpness
  const clear = sharpness(aPicture((x) => (x % 20 < 10 ? 50 : 200)))
  const blurred = sharpness(aPicture((x) => 125 + 75 * Math.sin((x / 20) * 2 * Math.PI)))
  expect(sharpness(plain)).toBe(0)
  expect(blurred).toBeGreaterThan(0)
  expect(clear).toBeGreaterThan(3 * blurred)
})

test('sharpness is that of the face alone', () => {
  const outside = aPicture((x, y) => (x < 50 || x >= 150 || y < 50 || y >= 150 ? (x * 37) % 255 : 100))
  expect(measureFace(outside, { face, points: drawn() }).sharpness).toBe(0)
})

test('values come in the order that is written to disk', () => {
  const reading = measure({ noseX: 120, lipGap: 14 })
  expect(readingValues(reading)).toEqual(faceMeasures.map((name) => reading[name]))
})
