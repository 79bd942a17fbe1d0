import type { PredictionResult } from '#core/areas/prediction/service.ts'
import { counted } from '../../counted.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

function sumUp({ predicted, reused, failed }: PredictionResult): string {
  const parts = [`Predicted ${counted(predicted + reused, 'clip')}`]
  if (reused > 0) parts.push(`${counted(reused, 'clip')} of them from a stored video pass`)
  if (failed.length > 0) parts.push(`${counted(failed.length, 'clip')} could not be predicted`)
  return `${parts.join('; ')}.`
}

export function predictionHandlers({
  session,
  jobs,
  inference,
  sight,
}: SightedContext): AreaHandlers<'promptSet' | 'prediction' | 'inference'> {
  return {
    'promptSet.list': () => session.required().study.promptSets.list(),
    'promptSet.create': (promptSet) => session.required().study.promptSets.create(promptSet),
    'promptSet.delete': ({ promptSetId }) => {
      session.required().study.promptSets.delete(promptSetId)
      return null
    },
    'promptSet.read': ({ packId, sentences }) =>
      session.required().study.predictions.readPrompts(packId, sentences),
    'prediction.start': (request) => {
      const { study } = session.required()
      const jobId = jobs.start({
        kind: 'predict',
        title:
          request.clipIds === null
            ? 'Predicting all clips'
            : `Predicting ${counted(request.clipIds.length, 'clip')}`,
        pausable: true,
        run: async (control) => sumUp(await study.predictions.run(request, control)),
      })
      return { jobId }
    },
    'prediction.interrupted': () => session.required().study.predictions.interrupted(),
    'prediction.resume': ({ runId }) => {
      const { study } = session.required()
      const jobId = jobs.start({
        kind: 'predict',
        title: 'Resuming a prediction',
        pausable: true,
        run: async (control) => sumUp(await study.predictions.resume(runId, control)),
      })
      return { jobId }
    },
    'prediction.dismiss': ({ runId }) => {
      session.required().study.predictions.dismiss(runId)
      return null
    },
    'prediction.get': async (request) => {
      const { library, predictions } = session.required().study
      const { sessionId } = library.clip(request.clipId).row
      if (!sight.shows('estimates', sessionId)) return null
      const prediction = await predictions.get(request)
      return prediction !== null && sight.mayShow('estimates', sessionId) ? prediction : null
    },
    'inference.status': () => inference.status(),
  }
}
