import { useElementSize } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import type { TimeSpan } from '#shared/time/interval.ts'
import type { SpanPlace } from './view.ts'
import { placeOf, toMs } from './view.ts'

/** The area of a timeline in which left to right is time: what its layers lie on and measure by. */
export interface TimelineArea {
  readonly view: ComputedRef<TimeSpan>
  /** All that could be shown. */
  readonly bounds: ComputedRef<TimeSpan>
  /** In px; 0 until it is on screen. */
  readonly width: Readonly<Ref<number>>
  /** For `ref` of the surface. */
  bind(element: unknown): void
  /** The width as it is laid out at this moment, px. */
  measure(): number
  /** The time under the pointer; it may lie beyond the view. */
  timeAt(event: Pick<MouseEvent, 'clientX'>): number
  /** In px. */
  placeOf(span: TimeSpan): SpanPlace
}

export function useSurface(time: { view: () => TimeSpan; bounds: () => TimeSpan }): TimelineArea {
  const element = shallowRef<HTMLElement | null>(null)
  // A surface has neither padding nor border: every px of it is time.
  const { width } = useElementSize(element, undefined, { box: 'border-box' })
  const view = computed(time.view)
  return {
    view,
    bounds: computed(time.bounds),
    width,
    bind: (bound) => {
      element.value = bound instanceof HTMLElement ? bound : null
    },
    measure: () => element.value?.clientWidth ?? 0,
    timeAt: (event) =>
      toMs(event.clientX - (element.value?.getBoundingClientRect().left ?? 0), view.value, width.value),
    placeOf: (span) => placeOf(span, view.value, width.value),
  }
}

/** As `style`, in px or another unit of length. */
export function placeStyle({ left, width }: SpanPlace, unit = 'px'): { left: string; width: string } {
  return { left: `${String(left)}${unit}`, width: `${String(width)}${unit}` }
}
