import type { VideoProbe } from './clip.ts'
import { lengthOf } from '../time/interval.ts'
import type { TimeSpan } from '../time/interval.ts'

/**
 * Sound often begins a moment before the pictures, and some cameras stamp the first picture a little late: so much
 * is part of the video, and its first picture stands for it.
 */
const LONGEST_LEAD_MS = 1000

/**
 * Where a video lies on its own time axis, which is the one that the player shows: time stamps of the file. A file that
 * goes on where another one ended begins where that one ended; nothing is to be seen, cut or counted before.
 */
export function videoSpan({ startMs, durationMs }: Pick<VideoProbe, 'startMs' | 'durationMs'>): TimeSpan {
  return { startMs: startMs > LONGEST_LEAD_MS ? startMs : 0, endMs: durationMs }
}

/** How long it lasts, without what lies before its first picture; ms. */
export function videoLengthMs(probe: Pick<VideoProbe, 'startMs' | 'durationMs'>): number {
  return lengthOf(videoSpan(probe))
}
