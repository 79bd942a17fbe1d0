import { computed, shallowRef } from 'vue'
import type { ComputedRef, Ref } from 'vue'
import { useNarrowWindow } from './use-narrow-window.ts'
import { usePaneSize } from './use-pane-size.ts'

/** The list beside the work. */
export interface ListPane {
  /** Width in px, kept on this machine. */
  readonly size: Readonly<Ref<number>>
  readonly resize: (px: number) => void
  readonly reset: () => void
  readonly isNarrow: Readonly<Ref<boolean>>
  /** In a narrow window it is away until it is called, and goes again when something of it was chosen. */
  readonly isFolded: ComputedRef<boolean>
  readonly toggle: () => void
  readonly fold: () => void
  /** What is done on the screen: arrow keys choose row by row, and the list must not go from under them. */
  readonly heed: (event: PointerEvent | KeyboardEvent) => void
}

export function useListPane(name: string, initialPx: number): ListPane {
  const { size, reset } = usePaneSize(name, initialPx)
  const isNarrow = useNarrowWindow()
  const isCalled = shallowRef(false)
  let isWalkedThrough = false
  return {
    size,
    resize: (px) => {
      size.value = px
    },
    reset,
    isNarrow,
    isFolded: computed(() => isNarrow.value && !isCalled.value),
    toggle: () => {
      isCalled.value = !isCalled.value
    },
    heed: (event) => {
      isWalkedThrough = event instanceof KeyboardEvent && event.key.startsWith('Arrow')
    },
    fold: () => {
      if (!isWalkedThrough) isCalled.value = false
    },
  }
}
