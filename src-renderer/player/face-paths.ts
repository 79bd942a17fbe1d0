import type { VideoProbe } from '#shared/domain/clip.ts'
import { faceSquare } from '#shared/domain/crop.ts'
import { growBox } from '#shared/geometry/box.ts'
import type { Box } from '#shared/geometry/box.ts'
import type { PackSummary } from '#shared/domain/pack.ts'
import type { FacePath, PersonRole } from '#shared/domain/people.ts'
import { uprightSize } from '#shared/domain/upright-size.ts'
import { firstAtOrAfter } from '#shared/time/ordered-times.ts'

/** Between faces seen farther apart than this, nobody knows where the face was. */
export const longestGapMs = 1000

function boxOf(path: FacePath, sample: number): Box | null {
  const [x, y, width, height] = path.boxes.subarray(sample * 4, sample * 4 + 4)
  if (x === undefined || y === undefined || width === undefined || height === undefined) return null
  return Number.isNaN(x) ? null : { x, y, width, height }
}

/** Between two boxes: `share` 0 is the first. */
function between(a: Box, b: Box, share: number): Box {
  const mix = (from: number, to: number): number => from + (to - from) * share
  return {
    x: mix(a.x, b.x),
    y: mix(a.y, b.y),
    width: mix(a.width, b.width),
    height: mix(a.height, b.height),
  }
}

/** Where the face is at this time, in shares of the picture; null outside of the path and in its gaps. */
export function boxAt(path: FacePath, timeMs: number): Box | null {
  const { timesMs } = path
  const next = firstAtOrAfter(timesMs, timeMs)
  const after = timesMs[next]
  if (after === timeMs) return boxOf(path, next)
  const before = timesMs[next - 1]
  if (before === undefined || after === undefined || after - before > longestGapMs) return null
  const [from, to] = [boxOf(path, next - 1), boxOf(path, next)]
  return from === null || to === null ? null : between(from, to, (timeMs - before) / (after - before))
}

export interface ShownFace {
  readonly trackId: number
  readonly label: string
  readonly role: PersonRole
  readonly box: Box
}

/** Everybody on screen at this time; the patient last, so that their box lies on top. */
export function facesAt(paths: readonly FacePath[], timeMs: number): ShownFace[] {
  const shown = paths.flatMap((path) => {
    const box = boxAt(path, timeMs)
    return box === null ? [] : [{ trackId: path.trackId, label: path.label, role: path.role, box }]
  })
  return shown.sort((a, b) => Number(a.role === 'patient') - Number(b.role === 'patient'))
}

export type CropRule = NonNullable<PackSummary['crop']>

export interface Size {
  readonly width: number
  readonly height: number
}

/** A copy for the player may be a pixel off; pixels that are not square are off by far more. */
const sameShape = 0.01

/**
 * Size of the upright picture as models get it. Studies of earlier versions do not know pixels that are not square: there
 * it shows in `shownRatio` (width over height in the player), and the longer direction of a pixel is squeezed.
 */
export function pictureSize(
  probe: Pick<VideoProbe, 'width' | 'height' | 'rotationDeg' | 'pixelAspect'>,
  shownRatio: number,
): Size {
  const { width, height } = uprightSize(probe)
  const stretch = (shownRatio * height) / width
  if (!(Math.abs(stretch - 1) > sameShape)) return { width, height }
  return stretch > 1
    ? { width, height: Math.round(width / shownRatio) }
    : { width: Math.round(height * shownRatio), height }
}

/**
 * The square that a pack sees of a face, in pixels of the upright picture. Exact for packs that take a square
 * around the face; for those that take the landmarks, which only main finds, the face stands in for them.
 */
export function cropSquare(face: Box, picture: Size, rule: CropRule): Box {
  const inPixels = {
    x: face.x * picture.width,
    y: face.y * picture.height,
    width: face.width * picture.width,
    height: face.height * picture.height,
  }
  if (rule.kind === 'face-square') return faceSquare(inPixels, rule.margin)
  const { x, y, width, height } = growBox(inPixels, rule.margin)
  const side = Math.max(width, height)
  return { x: x - (side - width) / 2, y: y - (side - height) / 2, width: side, height: side }
}

/** In words, for the caption under the square. */
export function cropRuleWords({ kind, margin, sizePx }: CropRule): string {
  const percent = `${String(Math.round(margin * 100))} %`
  const side = `${String(sizePx)} × ${String(sizePx)} pixels`
  return kind === 'face-square'
    ? `Square around the face, ${percent} larger, ${side}`
    : `Box around the face’s landmarks, ${percent} larger, ${side}; the landmarks are found later, so this is near to it`
}
