import { growBox, squareAround } from '#shared/geometry/box.ts'
import type { Box } from '#shared/geometry/box.ts'
import { LONGEST_GAP_MS } from '../../faces/subject-path.ts'
import type { PictureSize } from '../../media/frames/frame-size.ts'
import type { ClipSource } from './client.ts'

/** Where nobody is known to be, nothing is looked at: any part of the picture will do. */
const NOWHERE: Box = { x: 0, y: 0, width: 1, height: 1 }

/**
 * In pixels, what holds the patient's face in each of these clips of one video, with the square around it grown by
 * `reach`. A face between two points of its path lies between what is around those.
 */
export function faceRegion(clips: readonly ClipSource[], reach: number): (picture: PictureSize) => Box {
  return (picture) => {
    const around = clips
      .flatMap((clip) => facesOf(clip, picture))
      .map((face) => growBox(squareAround(face), reach))
    if (around.length === 0) return NOWHERE
    const left = around.reduce((least, { x }) => Math.min(least, x), Infinity)
    const top = around.reduce((least, { y }) => Math.min(least, y), Infinity)
    const right = around.reduce((most, { x, width }) => Math.max(most, x + width), -Infinity)
    const bottom = around.reduce((most, { y, height }) => Math.max(most, y + height), -Infinity)
    return { x: left, y: top, width: right - left, height: bottom - top }
  }
}

/** Points of the path in the clip, and those before and behind it that frames in it may lie between. */
function facesOf({ subject, startMs, endMs }: ClipSource, { width, height }: PictureSize): Box[] {
  return [...subject.times].flatMap((timeMs, point) => {
    const [x = NaN, y = NaN, across = NaN, down = NaN] = subject.boxes.subarray(point * 5, point * 5 + 4)
    const isNear = timeMs >= startMs - LONGEST_GAP_MS && timeMs <= endMs + LONGEST_GAP_MS
    if (!isNear || Number.isNaN(x)) return []
    return [{ x: x * width, y: y * height, width: across * width, height: down * height }]
  })
}
