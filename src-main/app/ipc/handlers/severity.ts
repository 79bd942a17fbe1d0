import { basename, join } from 'node:path'
import { fitJob } from '#core/areas/severity/fit-job.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function severityHandlers({
  session,
  sight,
  desktop,
}: SightedContext): AreaHandlers<'severity' | 'head' | 'agreement'> {
  return {
    'severity.models': () => session.required().study.severity.models(),
    'severity.report': ({ modelId }) => sight.report(session.required().study.severity.report(modelId)),
    'severity.parts': (request) => {
      const { estimateParts } = session.required().study
      if (!sight.mayShow('estimates', request.sessionId)) {
        throw new AppError('conflict', 'Blind work hides what models estimate of this visit: show it first.')
      }
      return estimateParts.of(request)
    },
    'severity.compare': ({ modelId }) => session.required().study.severity.compare(modelId),
    'severity.fit': (request) => {
      const { severity, jobs } = session.required().study
      // Before it is a job: whoever asked can answer at once.
      if (request.differentPeople !== true) severity.requireApart(request)
      const { jobId } = jobs.start(fitJob, request)
      return { jobId }
    },
    'head.save': async ({ modelId }) => {
      const open = session.required()
      const folder = await desktop.chooseFolder({
        ...{ title: 'The folder for the head', button: 'Save here', mayCreate: true },
      })
      if (folder === null) return null
      const { files } = await open.study.heads.save(modelId, folder)
      open.lastExport = join(folder, files[0] ?? '.')
      return { folderName: basename(folder) }
    },
    'head.apply': async () => {
      const open = session.required()
      const card = await desktop.chooseFile({
        ...{ title: 'The card of a head: head.json', button: 'Apply' },
        kind: { name: 'Card of a head', extensions: ['json'] },
      })
      if (card === null) return null
      // Refused before anybody has to choose a folder.
      await open.study.heads.apply(card)
      const folder = await desktop.chooseFolder({
        ...{ title: 'The folder for the estimates', button: 'Write here', mayCreate: true },
      })
      if (folder === null) return null
      const { applied, statistics, written } = await open.study.heads.applyInto(card, folder)
      open.lastExport = join(folder, written.files[0]?.name ?? '.')
      const { item, trainedOn } = applied.card
      const nEstimates = applied.estimates.length
      return { itemName: item.name, trainedOn, nEstimates, statistics, written }
    },
    'agreement.get': (request) => {
      const { study } = session.required()
      if (!sight.showsAll('others')) {
        throw new AppError('conflict', 'Blind work hides what other raters gave: show it first.')
      }
      // It names the ratings of every visit: they are on record as shown.
      sight.scores(study.scores.ofScale(request.scaleId))
      return study.severity.agreement(request)
    },
  }
}
