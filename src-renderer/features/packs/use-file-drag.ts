import { useEventListener } from '@vueuse/core'
import { shallowRef } from 'vue'
import type { ShallowRef } from 'vue'

/** Whether files are being dragged over the window. */
export function useFileDrag(): Readonly<ShallowRef<boolean>> {
  const isOver = shallowRef(false)
  useEventListener(window, 'dragover', (event) => {
    isOver.value = event.dataTransfer?.types.includes('Files') === true
  })
  // Leaving for another element of the window is no leaving.
  useEventListener(window, 'dragleave', (event) => {
    if (event.relatedTarget === null) isOver.value = false
  })
  useEventListener(window, 'drop', () => {
    isOver.value = false
  })
  return isOver
}
