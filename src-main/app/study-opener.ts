import { dialog } from 'electron'
import type { BrowserWindow } from 'electron'
import { z } from 'zod'
import { isAppError } from '#shared/errors.ts'
import type { LeaveCaptions } from './leave-captions.ts'
import type { Logger } from './logger.ts'
import type { StudySession } from './study-session.ts'

export interface StudyOpenerOptions {
  readonly session: StudySession
  readonly leaveCaptions: LeaveCaptions
  readonly window: BrowserWindow
  readonly log: Logger
}

/** Opens a study that was named on a command line rather than in the window. */
export interface StudyOpener {
  folder(folder: string | null): void
  /** `data` is what a second start of the program passed to this one. */
  fromSecondStart(data: unknown): void
}

const secondStartSchema = z.object({ study: z.string().nullable() })

export function studyOpener({ session, leaveCaptions, window, log }: StudyOpenerOptions): StudyOpener {
  const open = async (folder: string): Promise<void> => {
    try {
      if (await leaveCaptions.mayLeave()) await session.open(folder)
    } catch (error) {
      log.warn('the study named at the start cannot be opened', error)
      const message = isAppError(error) ? error.message : 'The study cannot be opened.'
      await dialog.showMessageBox(window, { type: 'error', message })
    }
  }
  return {
    folder: (folder) => {
      if (folder !== null) void open(folder)
    },
    fromSecondStart: (data) => {
      const { study } = secondStartSchema.catch({ study: null }).parse(data)
      if (study !== null) void open(study)
    },
  }
}
