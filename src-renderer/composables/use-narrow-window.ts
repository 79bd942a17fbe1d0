import { useMediaQuery } from '@vueuse/core'
import type { Ref } from 'vue'

/** Whether the window is small, or at 200 % zoom: lists beside the work fold away, side by side becomes one below another. */
export function useNarrowWindow(): Readonly<Ref<boolean>> {
  return useMediaQuery('(width < 900px)')
}
