export interface CueTimes {
  readonly startMs: number
  readonly endMs: number
}

/** Times of a WebVTT cue, or why they are none. */
export type CueTimesReading =
  { readonly times: CueTimes; readonly problem: null } | { readonly times: null; readonly problem: string }

const timePattern = String.raw`(\d+):(\d{2})(?::(\d{2}))?([.,])(\d{3})(?!\d)`
const startPattern = new RegExp(String.raw`[\t\f ]*${timePattern}[\t\f ]*-->[\t\f ]*`, 'uy')
const endPattern = new RegExp(timePattern, 'uy')

/**
 * Reads a line that contains `-->` (W3C, https://www.w3.org/TR/webvtt1/#collect-webvtt-cue-timings-and-settings); settings
 * behind the times are passed over. SubRip writes a comma where WebVTT has a dot.
 *
 * @param mark between seconds and milliseconds; `either` takes both
 */
export function readCueTimes(line: string, mark: '.' | 'either'): CueTimesReading {
  const refuse = (problem: string): CueTimesReading => ({ times: null, problem })
  startPattern.lastIndex = 0
  const start = startPattern.exec(line)
  endPattern.lastIndex = startPattern.lastIndex
  const end = start === null ? null : endPattern.exec(line)
  const startMs = start === null ? null : toMs(start)
  const endMs = end === null ? null : toMs(end)
  if (startMs === null || endMs === null) return refuse('is not a time span like 00:01.000 --> 00:04.500.')
  if (mark === '.' && (start?.[4] === ',' || end?.[4] === ',')) {
    return refuse('has a decimal comma, as in SRT files; WebVTT writes 00:01.000 --> 00:04.500.')
  }
  return { times: { startMs, endMs }, problem: null }
}

/** Without hours, the first number are minutes: two digits, up to 59. */
function toMs([, first = '', second = '', third, , ms = '']: RegExpExecArray): number | null {
  const hasHours = third !== undefined
  if (!hasHours && first.length !== 2) return null
  const [hours, minutes, seconds] = hasHours ? [first, second, third] : ['0', first, second]
  if (Number(minutes) > 59 || Number(seconds) > 59) return null
  const time = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(ms)
  return Number.isSafeInteger(time) ? time : null
}
