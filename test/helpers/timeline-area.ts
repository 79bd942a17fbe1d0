import { computed, shallowRef } from 'vue'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { TimelineArea } from '../../src-renderer/timeline/use-surface.ts'
import { placeOf, toMs } from '../../src-renderer/timeline/view.ts'

/** A timeline of 1,000 px that begins at the window's left edge: where nothing is laid out there are no sizes. */
export function timelineArea(view: TimeSpan, bounds: TimeSpan = view): TimelineArea {
  const widthPx = 1000
  return {
    view: computed(() => view),
    bounds: computed(() => bounds),
    width: shallowRef(widthPx),
    measure: () => widthPx,
    bind: () => undefined,
    timeAt: ({ clientX }) => toMs(clientX, view, widthPx),
    placeOf: (span) => placeOf(span, view, widthPx),
  }
}

/** jsdom knows no pointers to be captured. */
export function stubPointerCapture(): void {
  Object.assign(Element.prototype, { setPointerCapture: () => undefined })
}
