import { computed } from 'vue'
import type { ComputedRef, Ref, WritableComputedRef } from 'vue'
import { useNarrowWindow } from './use-narrow-window.ts'
import { usePaneSize } from './use-pane-size.ts'

/** What stands beside the work, and in a narrow window below it. */
export interface SidePane {
  /** Width in px, or below the work height; each is kept on this machine. */
  readonly size: WritableComputedRef<number>
  readonly reset: () => void
  readonly isNarrow: Readonly<Ref<boolean>>
  readonly direction: ComputedRef<'row' | 'column'>
}

export function useSidePane(name: string, px: { beside: number; below: number }): SidePane {
  const isNarrow = useNarrowWindow()
  const beside = usePaneSize(name, px.beside)
  const below = usePaneSize(`${name}-below`, px.below)
  const used = computed(() => (isNarrow.value ? below : beside))
  return {
    size: computed({
      get: () => used.value.size.value,
      set: (size) => {
        used.value.size.value = size
      },
    }),
    reset: () => {
      used.value.reset()
    },
    isNarrow,
    direction: computed(() => (isNarrow.value ? 'column' : 'row')),
  }
}
