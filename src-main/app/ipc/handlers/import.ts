import { isAbsolute } from 'node:path'
import { refusedCount } from '#shared/domain/import-plan.ts'
import type { ImportResult } from '#shared/domain/import-plan.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'
import { counted } from '#shared/counted.ts'

function sumUp({ videos, captions, scores, refusals }: ImportResult): string {
  const taken = [
    counted(videos.new + videos.changed, 'video'),
    counted(captions.new + captions.changed, 'caption'),
    counted(scores.new + scores.changed, 'score'),
  ].join(', ')
  const known = videos.known > 0 ? ` ${counted(videos.known, 'video')} known already.` : ''
  const refused = refusals.length > 0 ? ` ${counted(refusedCount(refusals), 'item')} refused.` : ''
  return `Imported ${taken}.${known}${refused}`
}

export function importHandlers({ session, jobs, desktop, sight }: SightedContext): AreaHandlers<'import'> {
  return {
    'import.preview': async ({ folders: given, missingCodes = [] }) => {
      const { study, plans } = session.required()
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
      const jobId = jobs.start({
        kind: 'import-preview',
        title: `Looking through ${counted(folders.length, 'folder')}`,
        pausable: false,
        run: async (control) => {
          const plan = await study.imports.preview(folders, control, { missingCodes })
          plans.set(jobId, plan)
          const sessions = counted(plan.sessions.length, 'session')
          return `Found ${sessions} with ${counted(plan.videos.new, 'new video')}.`
        },
      })
      return { jobId }
    },
    'import.plan': ({ jobId }) => {
      const plan = session.required().plans.get(jobId)
      if (plan === undefined)
        throw new AppError('not-found', 'This import was not previewed, or is still being looked through.')
      return plan
    },
    'import.start': ({ planId, copyVideos, declined = [], raters = [] }) => {
      const { study, plans } = session.required()
      const plan = [...plans.values()].find((known) => known.planId === planId)
      if (plan === undefined)
        throw new AppError('not-found', 'This import is no longer known. Preview it again.')
      const by = sight.by()
      const jobId = jobs.start({
        kind: 'import',
        title: `Importing ${counted(plan.videos.new + plan.videos.changed, 'video')}`,
        pausable: true,
        run: async (control) =>
          sumUp(await study.imports.run(planId, { copyVideos, declined, raters, by }, control)),
      })
      return { jobId }
    },
  }
}
