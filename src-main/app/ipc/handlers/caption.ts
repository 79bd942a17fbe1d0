import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function captionHandlers({ session }: HandlerContext): AreaHandlers<'caption' | 'rater'> {
  return {
    'rater.list': () => session.required().study.raters.list(),
    'rater.create': ({ code }) => session.required().study.raters.ensure(code),
    'caption.list': ({ clipId }) => session.required().study.captions.list(clipId),
    'caption.save': (caption) => session.required().study.captions.save(caption),
    'caption.history': ({ captionId }) => session.required().study.captions.history(captionId),
  }
}
