import { AppError, isAppError } from '#shared/errors.ts'
import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function studyHandlers({
  session,
  recents,
  desktop,
  leaveCaptions,
}: HandlerContext): AreaHandlers<'study'> {
  /** Nothing that is typed goes with the study that is open. Throws AppError `cancelled`. */
  async function leave(): Promise<void> {
    if (await leaveCaptions.mayLeave()) return
    throw new AppError('cancelled', 'The study stays open.')
  }

  return {
    'study.current': () => session.current()?.study.library.summary() ?? null,
    'study.recent': () => recents.list(),
    'study.create': async ({ title }) => {
      await leave()
      const folder = await desktop.chooseFolder({
        title: 'An empty folder for the new study',
        button: 'Create study here',
        mayCreate: true,
      })
      return folder === null ? null : session.create(folder, title)
    },
    'study.open': async () => {
      await leave()
      const folder = await desktop.chooseFolder({
        title: 'The folder of a study',
        button: 'Open study',
        mayCreate: false,
      })
      return folder === null ? null : session.open(folder)
    },
    'study.openRecent': async ({ id }) => {
      await leave()
      const folder = recents.folderOf(id)
      try {
        return await session.open(folder)
      } catch (error) {
        if (!isAppError(error) || error.code !== 'study-unreadable') throw error
        // It stays in the list: the drive may only be unplugged.
        throw new AppError(error.code, `${error.message} Is its drive connected, or was the folder moved?`, {
          cause: error,
        })
      }
    },
    'study.close': async () => {
      await leave()
      await session.close()
      return null
    },
    'study.restorable': () => session.restorable(),
    'study.restore': async ({ name }) => {
      await leave()
      return session.restore(name)
    },
    'study.saveElsewhere': async () => {
      const folder = await desktop.chooseFolder({
        title: 'An empty folder for the study',
        button: 'Save study here',
        mayCreate: true,
      })
      return folder === null ? null : session.saveElsewhere(folder)
    },
  }
}
