import { useCommands } from '../../commands/use-commands.ts'

/** What can be done with the appearance that the keyboard or the last click was on, and how large they are shown. */
export function useAppearanceCommands(timeline: {
  canOpen: () => boolean
  open: () => void
  canZoom: (step: 1 | -1) => boolean
  zoom: (step: 1 | -1) => void
}): void {
  useCommands({
    'appearances.move': {},
    'appearances.select': {},
    'appearances.open': { when: timeline.canOpen, run: timeline.open },
    'appearances.zoom-in': { when: () => timeline.canZoom(1), run: () => timeline.zoom(1) },
    'appearances.zoom-out': { when: () => timeline.canZoom(-1), run: () => timeline.zoom(-1) },
  })
}
