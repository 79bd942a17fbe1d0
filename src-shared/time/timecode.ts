import type { TimeSpan } from './interval.ts'

/**
 * A time in ms as `mm:ss.mmm`, or `h:mm:ss.mmm` from one hour on. Milliseconds are cut, not rounded, so that
 * the printed time is never later than the frame.
 */
export function formatTimecode(timeMs: number): string {
  const sign = timeMs < 0 ? '-' : ''
  const total = Math.floor(Math.abs(timeMs))
  const ms = String(total % 1000).padStart(3, '0')
  const seconds = String(Math.floor(total / 1000) % 60).padStart(2, '0')
  const minutes = Math.floor(total / 60_000) % 60
  const hours = Math.floor(total / 3_600_000)
  const clock = `${String(minutes).padStart(2, '0')}:${seconds}.${ms}`
  return sign + (hours > 0 ? `${String(hours)}:${clock}` : clock)
}

export function spanText({ startMs, endMs }: TimeSpan): string {
  return `${formatTimecode(startMs)} to ${formatTimecode(endMs)}`
}
