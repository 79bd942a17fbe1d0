import type { ClipGrade, ClipQuality } from '#shared/domain/people.ts'
import { faceMeasures } from './types.ts'
import type { FaceMeasure, Track } from './types.ts'

export interface SeenClip {
  /** Of the patient, in the clip's video; they may reach beyond the clip. */
  readonly tracks: readonly Track[]
  /** Every frame of the video that was looked at, ms, ascending; it may reach beyond the clip. */
  readonly frameTimes: Float64Array
  readonly startMs: number
  readonly endMs: number
}

/**
 * A face is usable when all of these hold. The limits are set by hand on the photographs of the detector's
 * package: faces of 30 pixels are the smallest it finds, blur by a hundredth of the picture's width brings the
 * sharpness to 10 to 20, and beyond 60 degrees the far eye is gone. The nets' authors name no limits.
 */
const USABLE = { heightPx: 30, sharpness: 20, turnDeg: 60, tiltDeg: 50, occlusion: 0.75 } as const
/** A clip whose faces are mostly below these is told so, and is no more than fair. */
const CLEAR = { heightPx: 60, sharpness: 60, turnDeg: 40, occlusion: 0.4 } as const
/** So many of the usable faces make "mostly". */
const MOSTLY = 0.5

/** Least share of usable frames, and longest gap in ms, of each grade. */
const GRADES = [
  { grade: 'good', share: 0.9, gapMs: 1000 },
  { grade: 'fair', share: 0.7, gapMs: 2000 },
  { grade: 'poor', share: 0.3, gapMs: Infinity },
] as const satisfies readonly { grade: ClipGrade; share: number; gapMs: number }[]

/** Gaps from here on are named, the longest of them first. */
const NAMED_GAP_MS = 1000
const NAMED_GAPS = 3

interface Sight {
  readonly timeMs: number
  readonly heightPx: number
  readonly measure: (name: FaceMeasure) => number
}

interface Gap {
  readonly startMs: number
  readonly endMs: number
}

/** How well the patient can be seen in a clip, and why not better. */
export function clipQuality({ tracks, frameTimes, startMs, endMs }: SeenClip): ClipQuality {
  const looked = frameTimes.filter((timeMs) => timeMs >= startMs && timeMs < endMs)
  const sights = new Map(tracks.flatMap(sightsOf).map((sight) => [sight.timeMs, sight]))
  const seen = [...looked].flatMap((timeMs) => sights.get(timeMs) ?? [])
  const usable = seen.filter(isUsable)
  const usableTimes = new Set(usable.map(({ timeMs }) => timeMs))
  const gaps = gapsIn(looked, { usableTimes, endMs })
  const usableShare = looked.length === 0 ? 0 : usable.length / looked.length
  const longestGapMs = Math.max(0, ...gaps.map(lengthOf))
  const look = { gaps, seen: seen.length, endMs }
  const doubts = doubtsAbout(usable)
  const found =
    GRADES.find(({ share, gapMs }) => usableShare >= share && longestGapMs < gapMs)?.grade ?? 'unusable'
  const grade = found === 'good' && doubts.length > 0 ? 'fair' : found
  const reasons = grade === 'good' ? [] : [...absence(usableShare, look), ...doubts]
  return { usableShare, longestGapMs, frames: looked.length, grade, reasons }
}

function sightsOf({ times, boxes, measures }: Track): Sight[] {
  return Array.from(times, (timeMs, i) => ({
    timeMs,
    heightPx: boxes[i * 5 + 3] ?? 0,
    measure: (name) => measures[i * faceMeasures.length + faceMeasures.indexOf(name)] ?? 0,
  }))
}

const isUsable = ({ heightPx, measure }: Sight): boolean =>
  heightPx >= USABLE.heightPx &&
  measure('sharpness') >= USABLE.sharpness &&
  Math.abs(measure('yawDeg')) <= USABLE.turnDeg &&
  Math.abs(measure('pitchDeg')) <= USABLE.tiltDeg &&
  measure('occlusion') <= USABLE.occlusion

const lengthOf = ({ startMs, endMs }: Gap): number => endMs - startMs

/** From the first frame without a usable face to the next with one, or the end of the clip. */
function gapsIn(
  looked: Float64Array,
  { usableTimes, endMs }: { usableTimes: ReadonlySet<number>; endMs: number },
): Gap[] {
  const gaps: Gap[] = []
  let since: number | null = null
  for (const timeMs of looked) {
    if (!usableTimes.has(timeMs)) since ??= timeMs
    else if (since !== null) {
      gaps.push({ startMs: since, endMs: timeMs })
      since = null
    }
  }
  if (since !== null) gaps.push({ startMs: since, endMs })
  return gaps
}

function absence(usableShare: number, look: { gaps: readonly Gap[]; seen: number; endMs: number }): string[] {
  if (usableShare === 0) {
    return [
      look.seen === 0
        ? 'The patient’s face is not seen in this clip.'
        : 'The patient’s face is nowhere large, sharp and turned to the camera enough.',
    ]
  }
  const named = look.gaps
    .filter((gap) => lengthOf(gap) >= NAMED_GAP_MS)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, NAMED_GAPS)
    .map((gap) => `No usable face between ${spanText(gap, look.endMs)}.`)
  const [good] = GRADES
  const few =
    usableShare < good.share ? [`Only ${percent(usableShare)} of the frames show a usable face.`] : []
  return [...few, ...named]
}

/** What is wrong with the faces that can be used all the same. */
function doubtsAbout(usable: readonly Sight[]): string[] {
  const shareOf = (isDoubtful: (sight: Sight) => boolean): number =>
    usable.length === 0 ? 0 : usable.filter(isDoubtful).length / usable.length
  const turned = shareOf(({ measure }) => Math.abs(measure('yawDeg')) > CLEAR.turnDeg)
  const covered = shareOf(({ measure }) => measure('occlusion') > CLEAR.occlusion)
  return [
    ...(shareOf(({ heightPx }) => heightPx < CLEAR.heightPx) > MOSTLY
      ? [`The face is small: ${Math.round(medianHeight(usable))} px high.`]
      : []),
    ...(shareOf(({ measure }) => measure('sharpness') < CLEAR.sharpness) > MOSTLY
      ? ['The face is blurred.']
      : []),
    ...(turned > MOSTLY ? [`The face is turned away in ${percent(turned)} of the frames.`] : []),
    ...(covered > MOSTLY ? [`The face may be partly covered in ${percent(covered)} of the frames.`] : []),
  ]
}

function medianHeight(sights: readonly Sight[]): number {
  const heights = sights.map(({ heightPx }) => heightPx).sort((a, b) => a - b)
  return heights[heights.length >> 1] ?? 0
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** For example `07.3 and 08.7 s`, or `12:07.3 and 12:08.7` where the clip reaches beyond a minute. */
function spanText({ startMs, endMs }: Gap, clipEndMs: number): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(4, '0')
  if (clipEndMs <= 60_000) return `${seconds(startMs)} and ${seconds(endMs)} s`
  const clock = (ms: number): string => {
    const tenths = Math.round(ms / 100)
    return `${Math.floor(tenths / 600)}:${seconds((tenths % 600) * 100)}`
  }
  return `${clock(startMs)} and ${clock(endMs)}`
}
