import { useLocalStorage } from '@vueuse/core'
import type { Ref } from 'vue'

/** Size of a pane in px, kept on this machine under `name`. */
export function usePaneSize(name: string, initialPx: number): { size: Ref<number>; reset: () => void } {
  const size = useLocalStorage(`pane.${name}`, initialPx)
  if (!Number.isFinite(size.value)) size.value = initialPx
  return {
    size,
    reset: () => {
      size.value = initialPx
    },
  }
}

/** Whether a pane is folded away, kept on this machine. */
export function usePaneCollapsed(name: string, initially = false): Ref<boolean> {
  return useLocalStorage(`pane.${name}.collapsed`, initially)
}
