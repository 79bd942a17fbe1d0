import { shallowRef, watch } from 'vue'
import type { ShallowRef } from 'vue'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { VideoClock } from '../../composables/use-video-clock.ts'
import { clampView, panView, revealTime, viewAround, zoomView } from './cut-layout.ts'

export interface StripView {
  /** The stretch of the video that the lower strip shows. */
  readonly view: Readonly<ShallowRef<TimeSpan>>
  show(view: TimeSpan): void
  /** Below 1 larger, above 1 smaller; the time stays where it is. */
  zoom(factor: number, aroundMs: number): void
  pan(byMs: number): void
  showAround(span: TimeSpan): void
  showAll(): void
}

/** So much of a long video is shown at first. */
const firstViewMs = 90_000

/** What of the video the lower strip shows. It follows the frame on screen, never the other way round. */
export function useStripView(
  clock: VideoClock,
  video: () => { videoId: number; startMs: number; durationMs: number } | null,
): StripView {
  const view = shallowRef<TimeSpan>({ startMs: 0, endMs: 1 })
  const durationMs = (): number => video()?.durationMs ?? 1

  watch(
    [() => video()?.videoId, durationMs],
    () => {
      const startMs = video()?.startMs ?? 0
      const endMs = Math.min(startMs + firstViewMs, durationMs())
      view.value = clampView({ startMs, endMs }, durationMs())
    },
    { immediate: true },
  )
  watch(clock.timeMs, (timeMs) => {
    view.value = revealTime(view.value, timeMs, durationMs())
  })

  return {
    view,
    show: (wanted) => {
      view.value = clampView(wanted, durationMs())
    },
    zoom: (factor, aroundMs) => {
      view.value = zoomView(view.value, { factor, aroundMs }, durationMs())
    },
    pan: (byMs) => {
      view.value = panView(view.value, byMs, durationMs())
    },
    showAround: (span) => {
      view.value = viewAround(span, durationMs())
    },
    showAll: () => {
      view.value = clampView({ startMs: video()?.startMs ?? 0, endMs: durationMs() }, durationMs())
    },
  }
}
