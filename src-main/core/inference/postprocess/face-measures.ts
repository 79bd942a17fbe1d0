import { faceMeasures } from '../../faces/types.ts'
import type { FaceMeasure } from '../../faces/types.ts'
import { clipToPicture } from '../processors/picture.ts'
import { overlap } from '#shared/geometry/box.ts'
import type { Picture } from '../processors/picture.ts'
import type { Detection } from './detections.ts'
import { landmarkBox } from './landmark-box.ts'

/** What is measured on a face that was found. */
export type FaceReading = Readonly<Record<FaceMeasure, number>>

export interface FoundFace {
  readonly face: Detection
  /** 68 landmarks, x and y of each in picture pixels. */
  readonly points: ArrayLike<number>
}

/** Faces are scaled to this side before their sharpness is measured. */
const SHARPNESS_SIDE = 64

/** How far the tip of the nose stands out, in half widths of the face. Set by eye, as the next two. */
const NOSE_DEPTH = 1
/** Of a face that looks straight ahead: how far down from the eyes to the mouth the tip of the nose is. */
const LEVEL_NOSE = 0.62
/** How far the tip of the nose stands out, in distances from the eyes to the mouth. */
const NOSE_RISE = 0.9

/** A face in full view has at least this confidence, and this overlap of its box with that of its landmarks. */
const CLEAR_CONFIDENCE = 0.7
const CLEAR_OVERLAP = 0.45

/**
 * - `yawDeg`, `pitchDeg`, `rollDeg`: where the head turns, in degrees: positive to the picture's right, upwards,
 *   and clockwise. From where the nose stands between the edges of the face and between eyes and mouth, as on a
 *   ball with a nose. A guess within some 10 degrees on faces that look roughly ahead; never a measurement.
 * - `sharpness`: variance of the Laplacian in squared grey levels (0 to 255) of the face scaled to 64 x 64.
 * - `occlusion`: 0 to 1, a guess: how far the detector is from sure, and its box from the box of the landmarks.
 * - `mouthOpen`: gap between the lips as a share of the distance from the bridge of the nose to the chin.
 */
export function measureFace(picture: Picture, { face, points }: FoundFace): FaceReading {
  return {
    sharpness: sharpnessOf(picture, face),
    ...headPose(points),
    occlusion: occlusionGuess(face, points),
    mouthOpen:
      distance(pointAt(points, 62), pointAt(points, 66)) / distance(pointAt(points, 27), pointAt(points, 8)),
  }
}

/** In the order of `faceMeasures`. */
export const readingValues = (reading: FaceReading): number[] => faceMeasures.map((name) => reading[name])

interface Point {
  readonly x: number
  readonly y: number
}

const pointAt = (points: ArrayLike<number>, index: number): Point => ({
  x: points[2 * index] ?? Number.NaN,
  y: points[2 * index + 1] ?? Number.NaN,
})

function middleOf(points: ArrayLike<number>, [from, to]: readonly [number, number]): Point {
  let [x, y] = [0, 0]
  for (let i = from; i < to; i++) {
    x += pointAt(points, i).x
    y += pointAt(points, i).y
  }
  return { x: x / (to - from), y: y / (to - from) }
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
const degrees = (radians: number): number => (radians * 180) / Math.PI

function headPose(points: ArrayLike<number>): Pick<FaceReading, 'yawDeg' | 'pitchDeg' | 'rollDeg'> {
  const leftEye = middleOf(points, [36, 42])
  const rightEye = middleOf(points, [42, 48])
  const roll = Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x)
  // Coordinates along and across the line through the eyes.
  const along = ({ x, y }: Point): number => x * Math.cos(roll) + y * Math.sin(roll)
  const down = ({ x, y }: Point): number => y * Math.cos(roll) - x * Math.sin(roll)
  const nose = pointAt(points, 30)
  const leftEdge = along(middleOf(points, [0, 3]))
  const rightEdge = along(middleOf(points, [14, 17]))
  const aside = (2 * along(nose) - leftEdge - rightEdge) / (rightEdge - leftEdge)
  const eyes = (down(leftEye) + down(rightEye)) / 2
  const noseShare = (down(nose) - eyes) / (down(middleOf(points, [48, 60])) - eyes)
  return {
    yawDeg: degrees(Math.atan(aside / NOSE_DEPTH)),
    pitchDeg: degrees(Math.atan((LEVEL_NOSE - noseShare) / NOSE_RISE)),
    rollDeg: degrees(roll),
  }
}

function occlusionGuess(face: Detection, points: ArrayLike<number>): number {
  const sure = Math.min(1, face.confidence / CLEAR_CONFIDENCE)
  const agreed = Math.min(1, overlap(face, landmarkBox(points)) / CLEAR_OVERLAP)
  return 1 - sure * agreed
}

function sharpnessOf(picture: Picture, face: Detection): number {
  const box = clipToPicture(face, picture)
  if (box === null) return 0
  const grey = new Float32Array(SHARPNESS_SIDE * SHARPNESS_SIDE)
  const { width, rgb } = picture
  const stepX = box.width / SHARPNESS_SIDE
  const stepY = box.height / SHARPNESS_SIDE
  for (let row = 0; row < SHARPNESS_SIDE; row++) {
    const [top, bottom] = cellSpan(box.y + row * stepY, stepY)
    for (let column = 0; column < SHARPNESS_SIDE; column++) {
      const [left, right] = cellSpan(box.x + column * stepX, stepX)
      let sum = 0
      for (let y = top; y < bottom; y++) {
        for (let at = (y * width + left) * 3; at < (y * width + right) * 3; at++) sum += rgb[at] ?? 0
      }
      grey[row * SHARPNESS_SIDE + column] = sum / (3 * (right - left) * (bottom - top))
    }
  }
  return laplacianVariance(grey, SHARPNESS_SIDE)
}

/** Whole pixels of one cell, at least one. */
function cellSpan(start: number, step: number): readonly [number, number] {
  const first = Math.floor(start)
  return [first, Math.max(first + 1, Math.floor(start + step))]
}

function laplacianVariance(grey: Float32Array, side: number): number {
  let [sum, squares, count] = [0, 0, 0]
  for (let i = side + 1; i < side * (side - 1) - 1; i++) {
    if (i % side === 0 || i % side === side - 1) continue
    const around = (grey[i - 1] ?? 0) + (grey[i + 1] ?? 0) + (grey[i - side] ?? 0) + (grey[i + side] ?? 0)
    const value = around - 4 * (grey[i] ?? 0)
    sum += value
    squares += value * value
    count++
  }
  return squares / count - (sum / count) ** 2
}
