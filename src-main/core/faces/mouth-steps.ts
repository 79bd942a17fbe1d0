import { faceMeasures } from './types.ts'
import type { FaceMeasure, Track } from './types.ts'

/** What a mouth did between two looks at a face. */
export interface MouthStep {
  readonly startMs: number
  readonly endMs: number
  /** Change of the lips' gap, as a share of the distance from the bridge of the nose to the chin; 0 and more. */
  readonly change: number
}

/** The mouths of still photographs seem to move as much on average, when their faces stay where they are. */
export const STILL_MOVEMENT = 0.01

/** Movement between frames further apart than this is none of the mouth's. */
const LONGEST_STEP_MS = 600
/** The mouth can be measured on a face like this, that moved by no more than this share of its height meanwhile. */
const CLEAR = { sharpness: 60, turnDeg: 30, occlusion: 0.4, moved: 0.25 } as const

/** From look to look, those left out between which the mouth could not be measured, or the head did not hold still. */
export function mouthSteps(track: Track): MouthStep[] {
  return Array.from(track.times).flatMap((endMs, i): MouthStep[] => {
    const startMs = track.times[i - 1] ?? -Infinity
    if (endMs - startMs > LONGEST_STEP_MS || !isClearStep(track, i)) return []
    const change = Math.abs(measureAt(track, i, 'mouthOpen') - measureAt(track, i - 1, 'mouthOpen'))
    return [{ startMs, endMs, change }]
  })
}

/** Whether the mouth could be measured at this look and the one before it, on a head that held still. */
function isClearStep(track: Track, at: number): boolean {
  const { boxes } = track
  const centre = (i: number, axis: 0 | 1): number =>
    (boxes[i * 5 + axis] ?? 0) + (boxes[i * 5 + axis + 2] ?? 0) / 2
  const moved = Math.hypot(centre(at, 0) - centre(at - 1, 0), centre(at, 1) - centre(at - 1, 1))
  return moved <= CLEAR.moved * (boxes[at * 5 + 3] ?? 0) && isClear(track, at) && isClear(track, at - 1)
}

const isClear = (track: Track, at: number): boolean =>
  measureAt(track, at, 'sharpness') >= CLEAR.sharpness &&
  Math.abs(measureAt(track, at, 'yawDeg')) <= CLEAR.turnDeg &&
  measureAt(track, at, 'occlusion') <= CLEAR.occlusion

const measureAt = ({ measures }: Track, at: number, name: FaceMeasure): number =>
  measures[at * faceMeasures.length + faceMeasures.indexOf(name)] ?? 0
