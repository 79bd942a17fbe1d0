import { useCommands } from '../../commands/use-commands.ts'
import { useErrors } from '../../composables/use-errors.ts'
import { usePlayerCommands } from '../../player/use-player-commands.ts'
import type { Player } from '../../player/use-player.ts'
import type { VideoClock } from '../../player/use-video-clock.ts'
import { useJobsStore } from '../../stores/jobs.ts'
import { useLibraryStore } from '../../stores/library.ts'
import { useViewStore } from '../../stores/view.ts'

/** Of the player beside a caption; those with Alt also work while it is typed. */
function useCaptionPlayerCommands(clock: VideoClock, toggleFace: () => void): void {
  useCommands({
    'player.toggle-typing': { run: clock.toggle },
    'player.next-frame-typing': { run: () => void clock.step(1) },
    'player.previous-frame-typing': { run: () => void clock.step(-1) },
    'player.face': { run: toggleFace },
  })
}

/** The commands of Review. */
export function useReviewCommands(review: {
  player: Player
  goTo: (step: 1 | -1) => void
  toggleFace: () => void
  focusCaption: () => void
}): void {
  const view = useViewStore()
  const library = useLibraryStore()
  const jobs = useJobsStore()
  const { attempt } = useErrors()
  const hasClip = (): boolean => view.clipId !== null

  usePlayerCommands(review.player, 'clip')
  useCaptionPlayerCommands(review.player.clock, review.toggleFace)
  useCommands({
    'review.caption': { run: review.focusCaption },
    'review.next': {
      run: () => {
        review.goTo(1)
      },
    },
    'review.previous': {
      run: () => {
        review.goTo(-1)
      },
    },
    'review.predict': {
      when: hasClip,
      run: () => {
        const { clipId } = view
        if (clipId !== null) void attempt(() => jobs.predict([clipId]), 'The prediction did not start')
      },
    },
    'review.rate': {
      when: hasClip,
      run: () => {
        const clip = view.clipId === null ? undefined : library.clipById.get(view.clipId)
        if (clip !== undefined) view.openSession(clip.sessionId)
      },
    },
    'review.library': {
      when: hasClip,
      run: () => {
        view.go('library')
      },
    },
    'caption.save': {},
    'caption.new-line': {},
    'caption.leave': {},
  })
}
