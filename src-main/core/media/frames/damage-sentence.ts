import type { TimeSpan } from '#shared/time/interval.ts'
import { formatTimecode } from '#shared/time/timecode.ts'
import { shownName } from '../../files/shown-name.ts'

const shownSpans = 3

/** The sentence about damaged stretches that were left out, e.g. by `FrameRequest.onDamage`. */
export function damageSentence(file: string, spans: readonly TimeSpan[]): string {
  const shown = spans
    .slice(0, shownSpans)
    .map(({ startMs, endMs }) => `from ${formatTimecode(startMs)} to ${formatTimecode(endMs)}`)
  const more = spans.length - shown.length
  const places = more > 0 ? [...shown, `in ${String(more)} more places`] : shown
  const list = places.length > 1 ? `${places.slice(0, -1).join(', ')} and ${places.at(-1) ?? ''}` : places[0]
  return `${shownName(file)} is damaged ${list ?? ''}: the pictures there were left out.`
}
