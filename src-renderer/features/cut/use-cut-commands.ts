import type { ComputedRef } from 'vue'
import type { CommandHandler } from '../../commands/use-commands.ts'
import { useCommands } from '../../commands/use-commands.ts'
import type { VideoClock } from '../../player/use-video-clock.ts'
import type { TimelineView } from '../../timeline/use-timeline-view.ts'
import type { CutActionId, CutActions } from './use-cut-actions.ts'

/** The commands of the Cut screen. Undo and redo are those of every screen. */
export function useCutCommands(table: {
  clock: VideoClock
  actions: ComputedRef<CutActions>
  strip: TimelineView
}): void {
  const { clock, strip, actions } = table
  const action = (id: CutActionId): CommandHandler => ({
    label: () => actions.value[id].label,
    when: () => actions.value[id].isEnabled,
    run: () => {
      actions.value[id].run()
    },
  })

  useCommands({
    'filmstrip.larger': {
      run: () => {
        strip.zoom(0.5, clock.timeMs.value)
      },
    },
    'filmstrip.smaller': {
      run: () => {
        strip.zoom(2, clock.timeMs.value)
      },
    },
    'filmstrip.all': {
      run: () => {
        strip.showAll()
      },
    },
    'cut.split': action('split'),
    'cut.merge': action('merge'),
    'cut.trim-start': action('trim-start'),
    'cut.trim-end': action('trim-end'),
    'cut.add': action('add'),
    'cut.exclude': action('exclude'),
    'cut.remove': action('remove'),
    'cut.previous': action('previous'),
    'cut.next': action('next'),
    'cut.review': action('review'),
  })
}
