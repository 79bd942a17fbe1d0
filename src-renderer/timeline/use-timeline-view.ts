import { shallowReadonly, shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { TimeSpan } from '#shared/time/interval.ts'
import { clampView, panView, revealTime, viewAround, zoomView } from './view.ts'

export interface TimelineView {
  /** The stretch of time that is shown. */
  readonly view: Readonly<ShallowRef<TimeSpan>>
  /** All that can be shown. */
  bounds(): TimeSpan
  show(view: TimeSpan): void
  /** Below 1 larger, above 1 smaller; the time stays where it is. */
  zoom(factor: number, aroundMs: number): void
  pan(byMs: number): void
  showAround(span: TimeSpan): void
  showAll(): void
}

/** What is looked at: another `key` is shown from its start. */
export interface ShownVideo {
  readonly key: number
  /** Where its pictures begin; before that, from 0 on, there is nothing to see. */
  readonly startMs: number
  readonly endMs: number
}

/** The view of a timeline. It follows the frame on screen, never the other way round. */
export function useTimelineView(given: {
  shown: () => ShownVideo | null
  /** Time of the frame on screen. */
  timeMs: Readonly<ShallowRef<number>>
  /** So much of a long video is shown at first. */
  firstViewMs: number
}): TimelineView {
  const view = shallowRef<TimeSpan>({ startMs: 0, endMs: 1 })
  const bounds = (): TimeSpan => ({ startMs: 0, endMs: given.shown()?.endMs ?? 1 })

  watch(
    [() => given.shown()?.key, () => bounds().endMs],
    ([, endMs]) => {
      const startMs = given.shown()?.startMs ?? 0
      view.value = clampView({ startMs, endMs: Math.min(startMs + given.firstViewMs, endMs) }, bounds())
    },
    { immediate: true },
  )
  watch(given.timeMs, (timeMs) => {
    view.value = revealTime(view.value, timeMs, bounds())
  })

  return {
    view: shallowReadonly(view),
    bounds,
    show: (wanted) => {
      view.value = clampView(wanted, bounds())
    },
    zoom: (factor, aroundMs) => {
      view.value = zoomView(view.value, { factor, aroundMs }, bounds())
    },
    pan: (byMs) => {
      view.value = panView(view.value, byMs, bounds())
    },
    showAround: (span) => {
      view.value = viewAround(span, bounds())
    },
    showAll: () => {
      view.value = clampView({ startMs: given.shown()?.startMs ?? 0, endMs: bounds().endMs }, bounds())
    },
  }
}
