import type { TimeSpan } from '#shared/time/interval.ts'
import { holdsTime, lengthOf } from '#shared/time/interval.ts'

/**
 * The view of a timeline, pure: the stretch of time that it shows from its left edge to its right one. It lies within
 * `bounds`, the whole of what can be shown.
 */

/** No deeper: at 30 frames a second a frame is then some 20 px wide. */
export const shortestViewMs = 2000

export function toPx(timeMs: number, view: TimeSpan, widthPx: number): number {
  return ((timeMs - view.startMs) / lengthOf(view)) * widthPx
}

export function toMs(px: number, view: TimeSpan, widthPx: number): number {
  return view.startMs + (widthPx === 0 ? 0 : px / widthPx) * lengthOf(view)
}

/** Where a span lies in a view; in px, or in percent for a width of 100. */
export interface SpanPlace {
  readonly left: number
  readonly width: number
}

/** It may reach beyond the view. A view without a length has no places in it. */
export function placeOf(span: TimeSpan, view: TimeSpan, widthPx: number): SpanPlace {
  if (lengthOf(view) <= 0) return { left: 0, width: 0 }
  const left = toPx(span.startMs, view, widthPx)
  return { left, width: Math.max(0, toPx(span.endMs, view, widthPx) - left) }
}

/** Within the bounds and no shorter than `shortestViewMs`; of its length as much as there is room for. */
export function clampView(view: TimeSpan, bounds: TimeSpan): TimeSpan {
  const whole = Math.max(lengthOf(bounds), 1)
  const length = Math.min(whole, Math.max(shortestViewMs, lengthOf(view)))
  const startMs = Math.min(Math.max(bounds.startMs, view.startMs), bounds.startMs + whole - length)
  return { startMs, endMs: startMs + length }
}

/** `factor` below 1 shows less, larger; the time `aroundMs` stays where it is on screen. */
export function zoomView(
  view: TimeSpan,
  change: { factor: number; aroundMs: number },
  bounds: TimeSpan,
): TimeSpan {
  const length = lengthOf(view)
  const wanted = Math.min(lengthOf(bounds), Math.max(shortestViewMs, length * change.factor))
  const share = (change.aroundMs - view.startMs) / length
  const startMs = change.aroundMs - share * wanted
  return clampView({ startMs, endMs: startMs + wanted }, bounds)
}

export function panView(view: TimeSpan, byMs: number, bounds: TimeSpan): TimeSpan {
  return clampView({ startMs: view.startMs + byMs, endMs: view.endMs + byMs }, bounds)
}

/** A stretch with some room on both sides. */
export function viewAround(span: TimeSpan, bounds: TimeSpan): TimeSpan {
  const room = Math.max(lengthOf(span) * 0.25, shortestViewMs / 4)
  return clampView({ startMs: span.startMs - room, endMs: span.endMs + room }, bounds)
}

/** The same view when the time lies in it, else one of the same length that begins shortly before it. */
export function revealTime(view: TimeSpan, timeMs: number, bounds: TimeSpan): TimeSpan {
  if (holdsTime(view, timeMs)) return view
  const length = lengthOf(view)
  const startMs = timeMs - length * 0.1
  return clampView({ startMs, endMs: startMs + length }, bounds)
}
