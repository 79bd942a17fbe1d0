import { deidentifyJob } from '#core/areas/deidentify/deidentify-job.ts'
import { findPeopleJob } from '#core/areas/people/find-people-job.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function peopleHandlers({ session, desktop, sight }: SightedContext): AreaHandlers<'people'> {
  return {
    'people.get': ({ sessionId }) => session.required().study.people.get(sessionId),
    'people.find': ({ sessionIds }) => {
      const { study } = session.required()
      const { jobId } = study.jobs.start(findPeopleJob, { sessionIds })
      return { jobId }
    },
    'people.edit': ({ sessionId, edit }) => session.required().study.people.edit(sessionId, edit, sight.by()),
    'people.paths': ({ videoId }) => session.required().study.people.paths(videoId),
    'people.clipQuality': ({ clipId }) => session.required().study.people.clipQuality(clipId),
    'people.exportDeidentified': async ({ clipIds, keepSound }) => {
      const { study } = session.required()
      const folder = await desktop.chooseFolder({
        title: 'Where the de-identified copies go',
        button: 'Write the copies here',
        mayCreate: true,
      })
      if (folder === null) return null
      const input = { clipIds, keepSound, folder, by: sight.by() }
      const { jobId } = study.jobs.start(deidentifyJob, input)
      return { jobId }
    },
  }
}
