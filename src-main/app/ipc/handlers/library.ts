import { unobserved } from '#core/jobs/unobserved.ts'
import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function libraryHandlers({ session, desktop }: HandlerContext): AreaHandlers<'library' | 'clip'> {
  return {
    'library.sessions': () => session.required().study.library.sessions(),
    'library.clips': () => session.required().study.library.clips(),
    'clip.get': ({ clipId }) => session.required().study.library.clip(clipId),
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
