import type { AreaHandlers, HandlerContext } from '../handler-context.ts'
import { counted } from '#shared/counted.ts'

export function engineHandlers({ jobs, packs, inference, settings }: HandlerContext): AreaHandlers<'engine'> {
  return {
    'engine.report': ({ packId }) => inference.engineReport(packs.folder(packId)),
    'engine.measure': ({ packId }) => {
      const folder = packs.folder(packId)
      const jobId = jobs.start({
        kind: 'engine',
        title: `Trying what runs ${packId} best`,
        pausable: false,
        run: async (control) => {
          const { trials } = await inference.measure(folder, settings.read().engine, control)
          const passed = trials.filter(({ refusal }) => refusal === null)
          return `Tried ${counted(trials.length, 'way')} to run ${packId}; ${passed.length} can be used.`
        },
      })
      return { jobId }
    },
  }
}
