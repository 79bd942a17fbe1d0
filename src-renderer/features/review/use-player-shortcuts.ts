import { useShortcuts } from '../../composables/use-shortcuts.ts'
import type { Shortcut } from '../../composables/use-shortcuts.ts'
import type { PlayedSpan, VideoClock } from '../../composables/use-video-clock.ts'
import { playbackRates } from '../../composables/use-video-clock.ts'

/** Keys of the player; those with Alt also work while a caption is typed. */
export function usePlayerShortcuts(player: {
  clock: VideoClock
  span: () => PlayedSpan | null
  goTo: (step: 1 | -1) => void
  toggleFace: () => void
  focusCaption: () => void
}): void {
  const { clock } = player
  const at = (place: 'startMs' | 'endMs'): void => {
    const span = player.span()
    if (span !== null) void clock.seek(span[place])
  }
  const changeRate = (step: 1 | -1): void => {
    const place = playbackRates.findIndex((rate) => rate === clock.rate.value)
    const next = playbackRates[place + step]
    if (next !== undefined) clock.setRate(next)
  }
  const entry = (keys: Shortcut['keys'], label: string, run: () => void): Shortcut => ({
    keys,
    label,
    group: 'Player',
    run,
  })
  const whileTyping = (shortcut: Shortcut): Shortcut => ({ ...shortcut, inText: true })
  const ofReview = (shortcut: Shortcut): Shortcut => ({ ...shortcut, group: 'Review' })

  useShortcuts([
    entry('Space', 'Play or pause', clock.toggle),
    whileTyping(entry('Alt+K', 'Play or pause while typing', clock.toggle)),
    entry('J', 'Play backwards', clock.reverse),
    entry('K', 'Pause', clock.pause),
    entry('L', 'Play; again for double speed', clock.forward),
    entry(['ArrowRight', '.'], 'One frame forward', () => void clock.step(1)),
    entry(['ArrowLeft', ','], 'One frame back', () => void clock.step(-1)),
    whileTyping(entry('Alt+ArrowRight', 'One frame forward while typing', () => void clock.step(1))),
    whileTyping(entry('Alt+ArrowLeft', 'One frame back while typing', () => void clock.step(-1))),
    entry('Shift+ArrowRight', 'One second forward', () => void clock.seek(clock.timeMs.value + 1000)),
    entry('Shift+ArrowLeft', 'One second back', () => void clock.seek(clock.timeMs.value - 1000)),
    entry('Home', 'To the start of the clip', () => {
      at('startMs')
    }),
    entry('End', 'To the end of the clip', () => {
      at('endMs')
    }),
    entry(']', 'Faster', () => {
      changeRate(1)
    }),
    entry('[', 'Slower', () => {
      changeRate(-1)
    }),
    entry('Shift+L', 'Loop the clip', () => {
      clock.isLooping.value = !clock.isLooping.value
    }),
    entry('F', 'Show or hide the face box', player.toggleFace),
    ofReview(entry('C', 'Write the caption', player.focusCaption)),
    ofReview(
      entry('N', 'Next clip', () => {
        player.goTo(1)
      }),
    ),
    ofReview(
      entry('P', 'Previous clip', () => {
        player.goTo(-1)
      }),
    ),
    { keys: 'Enter', label: 'Save the caption and go to the next clip', group: 'Review' },
    { keys: 'Shift+Enter', label: 'New line in the caption', group: 'Review' },
    { keys: 'Escape', label: 'Leave the caption, saving it', group: 'Review' },
  ])
}
