import { unobserved } from '#core/jobs/unobserved.ts'
import { classChoice } from '../class-choice.ts'
import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function libraryHandlers(context: HandlerContext): AreaHandlers<'library' | 'clip'> {
  const { session, desktop } = context
  return {
    'library.sessions': () => session.required().study.library.sessions(),
    'library.clips': () => session.required().study.library.clips(classChoice(context)),
    'clip.get': ({ clipId }) => session.required().study.library.clip(clipId, classChoice(context)),
    'library.relink': async () => {
      const { study } = session.required()
      const folder = await desktop.chooseFolder({
        title: 'The folder that the videos were moved to',
        button: 'Look for videos here',
        mayCreate: false,
      })
      return folder === null ? null : study.library.relink(folder, unobserved)
    },
  }
}
