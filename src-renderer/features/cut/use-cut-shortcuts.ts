import type { ComputedRef } from 'vue'
import { useShortcuts } from '../../composables/use-shortcuts.ts'
import type { Shortcut } from '../../composables/use-shortcuts.ts'
import type { VideoClock } from '../../composables/use-video-clock.ts'
import type { CutActionId, CutActions } from './use-cut-actions.ts'
import type { StripView } from './use-strip-view.ts'

/** As the sheet lists them: what changes with the clip on the table is said there in general words. */
const editKeys: readonly (readonly [CutActionId, string, string])[] = [
  ['split', 'S', 'Split before the frame on screen'],
  ['merge', 'M', 'Merge with the next clip'],
  ['trim-start', '[', 'Begin the clip with the frame on screen'],
  ['trim-end', ']', 'End the clip with the frame on screen'],
  ['add', 'A', 'New clip in a gap'],
  ['exclude', 'X', 'Exclude the clip, or include it again'],
  ['remove', 'Delete', 'Remove the clip'],
  ['previous', 'ArrowUp', 'Previous clip'],
  ['next', 'ArrowDown', 'Next clip'],
  ['review', 'Enter', 'Open the clip in Review'],
]

/** Keys of the Cut screen. Undo and redo are those of every screen. */
export function useCutShortcuts(table: {
  clock: VideoClock
  actions: ComputedRef<CutActions>
  strip: StripView
  durationMs: () => number
}): void {
  const { clock, strip } = table
  const entry = (keys: Shortcut['keys'], label: string, run: () => void): Shortcut => ({
    keys,
    label,
    group: 'Player',
    run,
  })
  const ofStrip = (keys: Shortcut['keys'], label: string, run: () => void): Shortcut => ({
    ...entry(keys, label, run),
    group: 'Filmstrip',
  })

  useShortcuts([
    entry('Space', 'Play or pause', clock.toggle),
    entry('J', 'Play backwards', clock.reverse),
    entry('K', 'Pause', clock.pause),
    entry('L', 'Play; again for double speed', clock.forward),
    entry(['ArrowRight', '.'], 'One frame forward', () => void clock.step(1)),
    entry(['ArrowLeft', ','], 'One frame back', () => void clock.step(-1)),
    entry('Shift+ArrowRight', 'One second forward', () => void clock.seek(clock.timeMs.value + 1000)),
    entry('Shift+ArrowLeft', 'One second back', () => void clock.seek(clock.timeMs.value - 1000)),
    entry('Home', 'To the start of the video', () => void clock.seek(0)),
    entry('End', 'To the end of the video', () => void clock.seek(table.durationMs())),
    ofStrip(['+', '='], 'Larger', () => {
      strip.zoom(0.5, clock.timeMs.value)
    }),
    ofStrip('-', 'Smaller', () => {
      strip.zoom(2, clock.timeMs.value)
    }),
    ofStrip('0', 'The whole video', () => {
      strip.showAll()
    }),
    ...editKeys.map(([id, keys, label]) => ({
      keys,
      label,
      group: 'Cut',
      isEnabled: () => table.actions.value[id].isEnabled,
      run: () => {
        table.actions.value[id].run()
      },
    })),
  ])
}
