import type { ClipGrade, ClipQuality } from '#shared/domain/people.ts'
import { holdsTime, lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import { faceMeasures } from '../../faces/types.ts'
import type { FaceMeasure, Track } from '../../faces/types.ts'

export interface SeenClip {
  /** Of the patient, in the clip's video; they may reach beyond the clip. */
  readonly tracks: readonly Track[]
  /** Every frame of the video that was looked at, ms, ascending; it may reach beyond the clip. */
  readonly frameTimes: Float64Array
  readonly startMs: number
  readonly endMs: number
  /** Null where nobody is said or proposed to be the patient. */
  readonly patient: { readonly label: string; readonly confirmed: boolean } | null
  /** Everybody else who is seen in the video. */
  readonly others: readonly SeenPerson[]
}

export interface SeenPerson {
  readonly label: string
  readonly tracks: readonly Pick<Track, 'times'>[]
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

/**
 * Why a frame has no usable face of the patient, each by one definition: it is there, but small, blurred, turned or
 * covered beyond the limits; somebody else's is there and the patient's is not; nobody's is there.
 */
type Lack = 'unusable' | 'others' | 'none'

interface Gap extends TimeSpan {
  /** The most frequent first. */
  readonly lacks: readonly Lack[]
}

/** How well the patient can be seen in a clip, and why not better. */
export function clipQuality({
  tracks,
  frameTimes,
  startMs,
  endMs,
  patient,
  others: everybodyElse,
}: SeenClip): ClipQuality {
  const looked = frameTimes.filter((timeMs) => holdsTime({ startMs, endMs }, timeMs))
  const sights = new Map(tracks.flatMap(sightsOf).map((sight) => [sight.timeMs, sight]))
  const seen = [...looked].flatMap((timeMs) => sights.get(timeMs) ?? [])
  const usable = seen.filter(isUsable)
  const usableTimes = new Set(usable.map(({ timeMs }) => timeMs))
  const others = seenIn(everybodyElse, looked)
  const otherTimes = new Set(others.flatMap(({ times }) => times))
  const lackAt = (timeMs: number): Lack =>
    sights.has(timeMs) ? 'unusable' : otherTimes.has(timeMs) ? 'others' : 'none'
  const gaps = gapsIn(looked, { usableTimes, endMs, lackAt })
  const usableShare = looked.length === 0 ? 0 : usable.length / looked.length
  const longestGapMs = Math.max(0, ...gaps.map(lengthOf))
  const labels = others.map(({ label }) => label)
  const look = { gaps, seen: seen.length, looked: looked.length, endMs, patient, labels }
  const doubts = doubtsAbout(usable)
  const found =
    GRADES.find(({ share, gapMs }) => usableShare >= share && longestGapMs < gapMs)?.grade ?? 'unusable'
  const grade = found === 'good' && doubts.length > 0 ? 'fair' : found
  const reasons = grade === 'good' ? [] : [...absence(usableShare, look), ...doubts]
  return {
    usableShare,
    longestGapMs,
    frames: looked.length,
    grade,
    reasons,
    others: labels,
    patientSeen: seen.length > 0,
  }
}

/** Who is seen in these frames, and in which, the most seen first. */
function seenIn(people: readonly SeenPerson[], looked: Float64Array): { label: string; times: number[] }[] {
  const frames = new Set(looked)
  return people
    .map(({ label, tracks }) => ({
      label,
      times: [...new Set(tracks.flatMap(({ times }) => [...times]))].filter((timeMs) => frames.has(timeMs)),
    }))
    .filter(({ times }) => times.length > 0)
    .sort((a, b) => b.times.length - a.times.length)
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

/** From the first frame without a usable face to the next with one, or the end of the clip. */
function gapsIn(
  looked: Float64Array,
  {
    usableTimes,
    endMs,
    lackAt,
  }: { usableTimes: ReadonlySet<number>; endMs: number; lackAt: (timeMs: number) => Lack },
): Gap[] {
  const gaps: Gap[] = []
  let lacking: number[] = []
  const close = (untilMs: number): void => {
    const [startMs] = lacking
    if (startMs !== undefined) {
      gaps.push({ startMs, endMs: untilMs, lacks: byFrequency(lacking.map(lackAt)) })
    }
    lacking = []
  }
  for (const timeMs of looked) {
    if (usableTimes.has(timeMs)) close(timeMs)
    else lacking.push(timeMs)
  }
  close(endMs)
  return gaps
}

function byFrequency(lacks: readonly Lack[]): Lack[] {
  const counts = new Map<Lack, number>()
  for (const lack of lacks) counts.set(lack, (counts.get(lack) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([lack]) => lack)
}

interface Look {
  readonly gaps: readonly Gap[]
  /** Frames with the patient's face, usable or not. */
  readonly seen: number
  /** All frames. */
  readonly looked: number
  readonly endMs: number
  readonly patient: SeenClip['patient']
  /** Of the others who are seen. */
  readonly labels: readonly string[]
}

function absence(usableShare: number, look: Look): string[] {
  if (usableShare === 0) return [absenceThroughout(look)]
  const named = look.gaps
    .filter((gap) => lengthOf(gap) >= NAMED_GAP_MS)
    .sort((a, b) => lengthOf(b) - lengthOf(a))
    .slice(0, NAMED_GAPS)
    .map((gap) => {
      const why = gap.lacks.map((lack) => lackText(lack, look.labels)).join('; in part ')
      return `The patient’s face is not usable between ${spanText(gap, look.endMs)}: ${why}.`
    })
  const [good] = GRADES
  const few =
    usableShare < good.share
      ? [`The patient’s face is usable in only ${percent(usableShare)} of the frames.`]
      : []
  return [...few, ...named]
}

/** Why no frame at all has a usable face of the patient. */
function absenceThroughout({ looked, seen, patient, labels }: Look): string {
  if (looked === 0) return 'No frame of this clip was looked at for faces.'
  if (seen > 0) {
    return 'The patient’s face is seen, but nowhere large, sharp, uncovered and turned to the camera enough.'
  }
  if (labels.length === 0) return 'No face was found in this clip.'
  const theirs = capitalised(othersText(labels))
  if (patient === null) return `${theirs}; nobody in this session is said to be the patient.`
  const whose = `${patient.confirmed ? 'the patient' : 'the proposed patient'} ${patient.label}`
  return `${theirs}, not that of ${whose}.`
}

function lackText(lack: Lack, labels: readonly string[]): string {
  switch (lack) {
    case 'unusable':
      return 'it is too small, blurred, turned away or covered'
    case 'others':
      return othersText(labels)
    case 'none':
      return 'no face is found'
  }
}

function othersText(labels: readonly string[]): string {
  const theirs = labels.map((label) => `${label}’s`)
  const last = theirs.pop() ?? ''
  return theirs.length === 0
    ? `the face seen is ${last}`
    : `the faces seen are ${theirs.join(', ')} and ${last}`
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

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
function spanText({ startMs, endMs }: TimeSpan, clipEndMs: number): string {
  const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(4, '0')
  if (clipEndMs <= 60_000) return `${seconds(startMs)} and ${seconds(endMs)} s`
  const clock = (ms: number): string => {
    const tenths = Math.round(ms / 100)
    return `${Math.floor(tenths / 600)}:${seconds((tenths % 600) * 100)}`
  }
  return `${clock(startMs)} and ${clock(endMs)}`
}
