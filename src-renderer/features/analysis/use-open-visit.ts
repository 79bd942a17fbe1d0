import { useErrors } from '../../composables/use-errors.ts'
import { useBrushStore } from '../../stores/brush.ts'
import { useClipListStore } from '../../stores/clip-list.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { useViewStore } from '../../stores/view.ts'

/** Goes from a mark in a chart to the video behind it: the first clip of that visit. */
export function useOpenVisit(): {
  openVisit: (sessionId: number) => void
  /** The first click chooses a visit, so that every chart of Analysis shows it; one on what is chosen opens it. */
  chooseVisit: (sessionId: number) => void
} {
  const brush = useBrushStore()
  const library = useLibraryStore()
  const list = useClipListStore()
  const view = useViewStore()
  const { notify } = useErrors()

  function openVisit(sessionId: number): void {
    const first = library.clipsBySession.get(sessionId)?.[0]
    if (first === undefined) {
      notify('This visit has no video clip')
      return
    }
    list.selectOnly(first.id)
    view.openClip(first.id)
  }

  function chooseVisit(sessionId: number): void {
    if (sessionId === brush.sessionId) openVisit(sessionId)
    else brush.choose(sessionId)
  }

  return { openVisit, chooseVisit }
}
