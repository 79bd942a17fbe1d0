import { useFileDialog } from '@vueuse/core'
import { useErrors } from '../../composables/use-errors.ts'
import { usePackAddingStore } from '../../stores/pack-adding.ts'

/**
 * Lets the user choose checkpoint files and adds them to those named before. The window's own dialog is used,
 * because it knows where the chosen files lie: with the next file, all of them are looked at again.
 */
export function useCheckpointFiles(): { choose: () => void } {
  const adding = usePackAddingStore()
  const { attempt } = useErrors()
  const { open, onChange } = useFileDialog({
    multiple: true,
    reset: true,
    accept: '.pth,.pt,.bin,.safetensors',
  })
  onChange((files) => {
    if (files !== null && files.length > 0)
      void attempt(() => adding.add(files), 'The files could not be read')
  })
  return { choose: open }
}
