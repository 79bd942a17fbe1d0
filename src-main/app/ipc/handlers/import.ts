import { isAbsolute } from 'node:path'
import { importJob, importOf } from '#core/areas/import/import-job.ts'
import { importPreviewJob } from '#core/areas/import/import-preview-job.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function importHandlers({ session, desktop, sight }: SightedContext): AreaHandlers<'import'> {
  return {
    'import.preview': async ({ folders: given, missingCodes = [] }) => {
      const { study } = session.required()
      const folders =
        given ??
        (await desktop.chooseFolders({
          title: 'Session folders, or folders that hold them',
          button: 'Look through',
        }))
      if (folders === null) return null
      if (!folders.every((folder) => isAbsolute(folder))) {
        throw new AppError('bad-request', 'A folder to import must be given with its whole path.')
      }
      const { jobId } = study.jobs.start(importPreviewJob, { folders, missingCodes, withInferences: true })
      return { jobId }
    },
    'import.plan': ({ jobId }) => {
      const plan = session.required().study.jobs.resultOf(importPreviewJob, jobId)
      if (plan === null)
        throw new AppError('not-found', 'This import was not previewed, or is still being looked through.')
      return plan
    },
    'import.start': ({ planId, copyVideos, declined = [], raters = [] }) => {
      const { study } = session.required()
      const input = importOf(study.imports, planId, { copyVideos, declined, raters, by: sight.by() })
      if (input === null) throw new AppError('not-found', 'This import is no longer known. Preview it again.')
      const { jobId } = study.jobs.start(importJob, input)
      return { jobId }
    },
  }
}
