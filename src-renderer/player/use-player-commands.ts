import { useCommands } from '../commands/use-commands.ts'
import type { CommandHandlers } from '../commands/use-commands.ts'
import type { PlayerScope } from './player-state.ts'
import type { Player } from './use-player.ts'
import { playbackRates } from './use-video-clock.ts'
import type { VideoClock } from './use-video-clock.ts'

/** What every player can be told. */
function playerCommands({ clock, span }: Player): CommandHandlers {
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
function clipPlayerCommands(clock: VideoClock): CommandHandlers {
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

/** The commands of a player, while its screen is shown. */
export function usePlayerCommands(player: Player, scope: PlayerScope): void {
  useCommands(playerCommands(player))
  if (scope !== 'video') useCommands(clipPlayerCommands(player.clock))
}
