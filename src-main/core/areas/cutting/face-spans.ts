import { lengthOf } from '#shared/time/interval.ts'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { ClipLengths } from './clip-lengths.ts'
import { partLong } from './clip-lengths.ts'

export interface FaceRules extends ClipLengths {
  /** The face may be gone for this long within a clip. */
  readonly gapMs: number
}

/** Between two looks that found the face it was there all along, unless they lie this many usual steps apart. */
const STEPS_TO_MISS = 1.5

/**
 * Stretches in which a face is there, at most `gapMs` long absences included, as clips of allowed length. Shorter ones
 * are left out: a neighbour lies beyond an absence.
 *
 * @param times when the face was seen; ms, ascending, Float64[n]
 */
export function faceSpans(times: Float64Array, rules: FaceRules, video: TimeSpan): TimeSpan[] {
  return presentSpans(times, rules.gapMs, video)
    .filter((span) => lengthOf(span) >= rules.minLengthMs)
    .flatMap((span) => partLong(span, rules, (fromMs, toMs) => emptiestPlace(times, fromMs, toMs)))
}

/** Where the face is there; between two looks at the video it is taken to have come or gone in the middle. */
export function presentSpans(times: Float64Array, gapMs: number, video: TimeSpan): TimeSpan[] {
  const step = usualStep(times)
  const spans: TimeSpan[] = []
  let first = times[0]
  if (first === undefined) return []
  const close = (from: number, to: number): void => {
    const startMs = from - video.startMs <= step ? video.startMs : from - step / 2
    const endMs = to + step >= video.endMs ? video.endMs : to + step / 2
    if (endMs > startMs) spans.push({ startMs, endMs })
  }
  for (let index = 1; index < times.length; index += 1) {
    const previous = times[index - 1] ?? 0
    const time = times[index] ?? 0
    const apart = time - previous
    if (apart <= STEPS_TO_MISS * step || apart - step <= gapMs) continue
    close(first, previous)
    first = time
  }
  close(first, times.at(-1) ?? first)
  return spans
}

/**
 * From one look at the video to the next: a small one of the distances, as a face that is seldom there has many long
 * ones. 0 for fewer than two times.
 */
function usualStep(times: Float64Array): number {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0))
  steps.sort()
  return steps[Math.floor(steps.length / 10)] ?? 0
}

/** The middle of the longest absence in between; the last one of equal ones, the end when there is none. */
function emptiestPlace(times: Float64Array, fromMs: number, toMs: number): number {
  let longest = 0
  let place = toMs
  for (let index = 1; index < times.length; index += 1) {
    const previous = times[index - 1] ?? 0
    const time = times[index] ?? 0
    const middle = (previous + time) / 2
    if (middle < fromMs || middle > toMs || time - previous < longest - 1) continue
    longest = Math.max(longest, time - previous)
    place = middle
  }
  return place
}
