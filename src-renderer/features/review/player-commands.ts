import type { CommandHandlers } from '../../commands/use-commands.ts'
import { playbackRates } from '../../composables/use-video-clock.ts'
import type { PlayedSpan, VideoClock } from '../../composables/use-video-clock.ts'

/** What every player can be told. `span` is what is played; `null` while there is nothing. */
export function playerCommands(
  clock: VideoClock,
  span: () => Pick<PlayedSpan, 'startMs' | 'endMs'> | null,
): CommandHandlers {
  const goTo = (place: 'startMs' | 'endMs'): void => {
    const played = span()
    if (played !== null) void clock.seek(played[place])
  }
  return {
    'player.toggle': { run: clock.toggle },
    'player.reverse': { run: clock.reverse },
    'player.pause': { run: clock.pause },
    'player.forward': { run: clock.forward },
    'player.next-frame': { run: () => void clock.step(1) },
    'player.previous-frame': { run: () => void clock.step(-1) },
    'player.next-second': { run: () => void clock.seek(clock.timeMs.value + 1000) },
    'player.previous-second': { run: () => void clock.seek(clock.timeMs.value - 1000) },
    'player.start': {
      run: () => {
        goTo('startMs')
      },
    },
    'player.end': {
      run: () => {
        goTo('endMs')
      },
    },
  }
}

/** What the player of one clip can be told beside. */
export function clipPlayerCommands(clock: VideoClock): CommandHandlers {
  const changeRate = (step: 1 | -1): void => {
    const place = playbackRates.findIndex((rate) => rate === clock.rate.value)
    const next = playbackRates[place + step]
    if (next !== undefined) clock.setRate(next)
  }
  return {
    'player.faster': {
      run: () => {
        changeRate(1)
      },
    },
    'player.slower': {
      run: () => {
        changeRate(-1)
      },
    },
    'player.loop': {
      run: () => {
        clock.isLooping.value = !clock.isLooping.value
      },
    },
  }
}
