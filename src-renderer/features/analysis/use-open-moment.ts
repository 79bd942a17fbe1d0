import { useErrors } from '../../composables/use-errors.ts'
import { useClipListStore } from '../../stores/clip-list.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { useViewStore } from '../../stores/view.ts'
import type { Moment } from '../../stores/view.ts'

/** Goes from a part of an estimate to the moment behind it, and plays it. */
export function useOpenMoment(): { openMoment: (moment: Moment) => void } {
  const library = useLibraryStore()
  const list = useClipListStore()
  const view = useViewStore()
  const { notify } = useErrors()
  return {
    openMoment(moment) {
      if (!library.clipById.has(moment.clipId)) {
        notify('This clip is not in the study any more')
        return
      }
      list.selectOnly(moment.clipId)
      view.openMoment(moment)
    },
  }
}
