import { firstAtOrAfter } from '#shared/time/ordered-times.ts'
import type { Box, SubjectPath, Track } from './types.ts'

export interface FaceBox extends Box {
  readonly confidence: number
}

/** Between two boxes further apart than this, nobody knows where the face was. */
export const LONGEST_GAP_MS = 1000
/**
 * Width of the bell that boxes are smoothed with, ms. A detector's boxes shake by a few per cent of the face from
 * frame to frame; heads move within half a second or more.
 */
const SMOOTHING_MS = 250
/** A face that moves by more of its own width, or changes its size by more, from one frame to the next is cut. */
const LARGEST_MOVE = 0.8
const LARGEST_GROWTH = 1.6

interface Row {
  readonly timeMs: number
  readonly values: readonly number[]
}

/**
 * Where one person's face is in one video, smoothed, in shares of the picture. Smoothing looks both ways in time,
 * so it does not lag, and never across the end of a track, a gap or a jump.
 *
 * @param tracks of that person in that video, in any order; where two overlap in time, the longer one counts
 * @param picture size of the picture that the boxes of the tracks lie in
 */
export function subjectPath(
  tracks: readonly Track[],
  picture: { readonly width: number; readonly height: number },
): SubjectPath {
  const stretches = withoutOverlaps(tracks).flatMap(stretchesOf)
  stretches.sort((a, b) => (a[0]?.timeMs ?? 0) - (b[0]?.timeMs ?? 0))
  const times: number[] = []
  const boxes: number[] = []
  for (const stretch of stretches) {
    const [first] = stretch
    const last = times.at(-1)
    if (first !== undefined && last !== undefined) {
      times.push((last + first.timeMs) / 2)
      boxes.push(...END_OF_STRETCH)
    }
    for (const { timeMs, values } of smoothed(stretch)) {
      const [x = 0, y = 0, width = 0, height = 0, confidence = 0] = values
      times.push(timeMs)
      boxes.push(
        x / picture.width,
        y / picture.height,
        width / picture.width,
        height / picture.height,
        confidence,
      )
    }
  }
  return { times: Float64Array.from(times), boxes: Float32Array.from(boxes) }
}

const END_OF_STRETCH = [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN]

/** In shares of the picture; null where nobody knows: between tracks, in gaps, before the first and after the last. */
export function boxAt({ times, boxes }: SubjectPath, timeMs: number): FaceBox | null {
  const next = firstAtOrAfter(times, timeMs)
  const nextMs = times[next]
  if (nextMs === undefined) return null
  if (nextMs === timeMs) return toBox(boxes.subarray(next * 5, next * 5 + 5))
  const previousMs = times[next - 1]
  if (previousMs === undefined || nextMs - previousMs > LONGEST_GAP_MS) return null
  const share = (timeMs - previousMs) / (nextMs - previousMs)
  const mixed = Array.from({ length: 5 }, (_, i) => {
    const before = boxes[(next - 1) * 5 + i] ?? Number.NaN
    return before + share * ((boxes[next * 5 + i] ?? Number.NaN) - before)
  })
  return toBox(mixed)
}

function toBox(row: ArrayLike<number>): FaceBox | null {
  const [x = 0, y = 0, width = 0, height = 0, confidence = 0] = Array.from(row)
  return Number.isNaN(x) ? null : { x, y, width, height, confidence }
}

/** Rows of each track, without those that a longer one covers; what they leave apart stays apart. */
function withoutOverlaps(tracks: readonly Track[]): Row[][] {
  const spans: { startMs: number; endMs: number }[] = []
  const isCovered = ({ timeMs }: Row): boolean =>
    spans.some(({ startMs, endMs }) => timeMs >= startMs && timeMs <= endMs)
  return [...tracks]
    .sort((a, b) => b.times.length - a.times.length)
    .flatMap((track) => {
      const parts: Row[][] = [[]]
      for (const row of rowsOf(track)) {
        if (isCovered(row)) parts.push([])
        else parts.at(-1)?.push(row)
      }
      spans.push({ startMs: track.times[0] ?? 0, endMs: track.times.at(-1) ?? 0 })
      return parts
    })
}

const rowsOf = ({ times, boxes }: Track): Row[] =>
  Array.from(times, (timeMs, i) => ({ timeMs, values: Array.from(boxes.subarray(i * 5, i * 5 + 5)) }))

function stretchesOf(rows: readonly Row[]): Row[][] {
  const stretches: Row[][] = []
  for (const [i, row] of rows.entries()) {
    const previous = rows[i - 1]
    if (previous === undefined || isBreak(previous, row)) stretches.push([])
    stretches.at(-1)?.push(row)
  }
  return stretches
}

function isBreak(a: Row, b: Row): boolean {
  if (b.timeMs - a.timeMs > LONGEST_GAP_MS) return true
  const [ax = 0, ay = 0, aWidth = 1, aHeight = 1] = a.values
  const [bx = 0, by = 0, bWidth = 1, bHeight = 1] = b.values
  const growth = Math.max(bHeight / aHeight, aHeight / bHeight)
  const move = Math.hypot(bx + bWidth / 2 - ax - aWidth / 2, by + bHeight / 2 - ay - aHeight / 2)
  // In a longer step, a face may go further.
  const reach = LARGEST_MOVE * Math.max(aWidth, bWidth) * Math.max(1, (b.timeMs - a.timeMs) / 200)
  return growth > LARGEST_GROWTH || move > reach
}

/** Each value becomes that of a straight line through its neighbours, weighted by a bell: a steady move stays what it is. */
function smoothed(stretch: readonly Row[]): Row[] {
  let [from, to] = [0, 0]
  const isNear = (index: number, timeMs: number): boolean =>
    Math.abs((stretch[index]?.timeMs ?? Infinity) - timeMs) <= 3 * SMOOTHING_MS
  return stretch.map(({ timeMs, values }) => {
    while (!isNear(from, timeMs)) from++
    while (isNear(to, timeMs)) to++
    const near = stretch.slice(from, to)
    const box = [0, 1, 2, 3].map((column) => lineAt(near, timeMs, column))
    return { timeMs, values: [...box, values[4] ?? 0] }
  })
}

function lineAt(rows: readonly Row[], timeMs: number, column: number): number {
  let [weights, moments, squares, sums, products] = [0, 0, 0, 0, 0]
  for (const row of rows) {
    const offset = (row.timeMs - timeMs) / SMOOTHING_MS
    const weight = Math.exp(-(offset ** 2) / 2)
    const value = row.values[column] ?? 0
    weights += weight
    moments += weight * offset
    squares += weight * offset ** 2
    sums += weight * value
    products += weight * offset * value
  }
  const determinant = weights * squares - moments ** 2
  // One row alone has no line.
  return determinant < 1e-9 ? sums / weights : (squares * sums - moments * products) / determinant
}
