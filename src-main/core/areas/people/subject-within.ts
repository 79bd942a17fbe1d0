import { createHash } from 'node:crypto'
import type { TimeSpan } from '#shared/time/interval.ts'
import { firstAtOrAfter } from '#shared/time/ordered-times.ts'
import { faceMeasures } from '../../faces/types.ts'
import type { SubjectPath, Track } from '../../faces/types.ts'

const BOX_VALUES = 5

/** The part of a path that a clip can see: its points, and one before and after it, between which its ends lie. */
export function subjectWithin({ times, boxes }: SubjectPath, { startMs, endMs }: TimeSpan): SubjectPath {
  const from = Math.max(0, firstAtOrAfter(times, startMs) - 1)
  const to = Math.min(firstAtOrAfter(times, endMs) + 1, times.length)
  return { times: times.slice(from, to), boxes: boxes.slice(from * BOX_VALUES, to * BOX_VALUES) }
}

/** The frames of a track that lie in a clip; maybe none. */
export function trackWithin(track: Track, { startMs, endMs }: TimeSpan): Track {
  const { times, boxes, measures } = track
  const [from, to] = [firstAtOrAfter(times, startMs), firstAtOrAfter(times, endMs)]
  return {
    ...track,
    times: times.subarray(from, to),
    boxes: boxes.subarray(from * BOX_VALUES, to * BOX_VALUES),
    measures: measures.subarray(from * faceMeasures.length, to * faceMeasures.length),
  }
}

/** A hash over where somebody's face is in a clip: another one for another person, or for another span. */
export function subjectKey({ times, boxes }: SubjectPath, { startMs, endMs }: TimeSpan): string {
  const hash = createHash('sha256').update(JSON.stringify([startMs, endMs]))
  for (const { buffer, byteOffset, byteLength } of [times, boxes]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength))
  }
  return hash.digest('hex')
}
