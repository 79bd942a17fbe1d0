import { dismissPrediction, predictJob, resumePrediction } from '#core/areas/prediction/predict-job.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function predictionHandlers({
  session,
  inference,
  sight,
  emit,
}: SightedContext): AreaHandlers<'promptSet' | 'prediction' | 'inference'> {
  return {
    'promptSet.list': () => session.required().study.promptSets.list(),
    'promptSet.create': (promptSet) => session.required().study.promptSets.create(promptSet, sight.by()),
    'promptSet.delete': ({ promptSetId }) => {
      session.required().study.promptSets.delete(promptSetId, sight.by())
      return null
    },
    'promptSet.read': ({ packId, sentences }) =>
      session.required().study.predictions.readPrompts(packId, sentences),
    'prediction.start': (request) => {
      const { jobId } = session.required().study.jobs.start(predictJob, request)
      return { jobId }
    },
    'prediction.interrupted': () => session.required().study.predictions.interrupted(),
    'prediction.resume': ({ runId }) => {
      const { jobId } = resumePrediction(session.required().study.jobs, runId)
      return { jobId }
    },
    'prediction.dismiss': ({ runId }) => {
      const { study } = session.required()
      dismissPrediction(study, runId, (job) => {
        emit('job.changed', job)
      })
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
