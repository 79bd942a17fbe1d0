import { shallowReadonly, shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

export interface PointerDrag<Grip> {
  /** What is held; null while nothing is dragged. */
  readonly grip: Readonly<ShallowRef<Grip | null>>
  /** For `v-on` of the element that is dragged. */
  readonly listeners: Readonly<
    Record<'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel', (event: PointerEvent) => void>
  >
}

/** One press of the main button, followed beyond the element until it is let go. */
export function usePointerDrag<Grip>(steps: {
  /** What the press takes hold of. */
  begin: (event: PointerEvent) => Grip
  move: (event: PointerEvent, grip: Grip) => void
  end?: (grip: Grip) => void
}): PointerDrag<Grip> {
  const grip = shallowRef<Grip | null>(null) as ShallowRef<Grip | null>
  const end = (): void => {
    const held = grip.value
    grip.value = null
    if (held !== null) steps.end?.(held)
  }
  return {
    grip: shallowReadonly(grip),
    listeners: {
      pointerdown: (event) => {
        if (event.button !== 0) return
        ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
        grip.value = steps.begin(event)
      },
      pointermove: (event) => {
        if (grip.value !== null) steps.move(event, grip.value)
      },
      pointerup: end,
      pointercancel: end,
    },
  }
}
