import { useErrors } from '../../composables/use-errors.ts'
import { useClipListStore } from '../../stores/clip-list.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { useViewStore } from '../../stores/view.ts'

/** Goes from a mark in a chart to the video behind it: the first clip of that visit. */
export function useOpenVisit(): {
  openVisit: (sessionId: number) => void
  openNamed: (patientCode: string, visitLabel: string) => void
} {
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

  function openNamed(patientCode: string, visitLabel: string): void {
    const session = library.sessions.find(
      (known) => known.patientCode === patientCode && known.visitLabel === visitLabel,
    )
    if (session !== undefined) openVisit(session.id)
  }

  return { openVisit, openNamed }
}
