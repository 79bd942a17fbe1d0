import { unobserved } from '#core/jobs/unobserved.ts'
import { classChoice } from '../class-choice.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function libraryHandlers(context: SightedContext): AreaHandlers<'library' | 'clip'> {
  const { session, desktop, sight } = context
  return {
    'library.sessions': () => session.required().study.library.sessions(),
    'library.clips': () => sight.clips(session.required().study.library.clips(classChoice(context))),
    'library.rows': (wanted) =>
      sight.clips(session.required().study.library.rows(wanted, classChoice(context))),
    'clip.get': async ({ clipId }) => {
      const { library, videos } = session.required().study
      await videos.lookAt(library.clip(clipId).video.id)
      const detail = library.clip(clipId, classChoice(context))
      const [row = detail.row] = sight.clips([detail.row])
      return { ...detail, row }
    },
    'library.relink': async () => {
      const { study } = session.required()
      const folder = await desktop.chooseFolder({
        title: 'The folder that the videos were moved to',
        button: 'Look for videos here',
        mayCreate: false,
      })
      return folder === null ? null : study.library.relink(folder, unobserved, sight.by())
    },
  }
}
