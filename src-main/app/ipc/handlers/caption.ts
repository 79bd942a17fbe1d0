import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function captionHandlers({
  session,
  sight,
  leaveCaptions,
}: SightedContext): AreaHandlers<'caption' | 'rater'> {
  const sessionOf = (clipId: number): number => session.required().study.library.clip(clipId).row.sessionId
  return {
    'rater.list': () => session.required().study.raters.list(),
    'rater.addConsensus': (consensus) => session.required().study.raters.addConsensus(consensus, sight.by()),
    'rater.create': ({ code }) => session.required().study.raters.ensure(code, sight.by()),
    'caption.list': ({ clipId }) =>
      sight.captions(session.required().study.captions.list(clipId), sessionOf(clipId)),
    'caption.save': (caption) => {
      const { captions } = session.required().study
      const seen = sight.sightOf(caption.raterId, sessionOf(caption.clipId))
      const saved = captions.type(caption, seen, sight.by())
      return { ...saved, clipCaptioned: captions.list(caption.clipId).some(({ text }) => text !== '') }
    },
    'caption.done': ({ clipId, raterId }) => {
      session.required().study.captions.finish(clipId, raterId)
      return null
    },
    'caption.history': ({ captionId }) => {
      const { captions } = session.required().study
      const caption = captions.get(captionId)
      if (caption === null || sight.captions([caption], sessionOf(caption.clipId)).length === 0) {
        throw new AppError('not-found', 'There is no such caption, or blind work hides it.')
      }
      return captions.history(captionId)
    },
    'caption.left': (answer) => {
      leaveCaptions.answer(answer)
      return null
    },
  }
}
