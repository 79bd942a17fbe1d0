import { measureEngineJob } from '#core/areas/engine/measure-engine-job.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function engineHandlers({
  program,
  packs,
  inference,
  settings,
}: SightedContext): AreaHandlers<'engine'> {
  return {
    'engine.report': ({ packId }) => inference.engineReport(packs.folder(packId)),
    'engine.measure': ({ packId }) => {
      // Refused at once where there is no such pack.
      packs.folder(packId)
      const { jobId } = program.start(measureEngineJob, { packId, choice: settings.read().engine })
      return { jobId }
    },
  }
}
