import { counted } from '#shared/counted.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

export function peopleHandlers({ session, jobs, desktop, sight }: SightedContext): AreaHandlers<'people'> {
  return {
    'people.get': ({ sessionId }) => session.required().study.people.get(sessionId),
    'people.find': ({ sessionIds }) => {
      const { study } = session.required()
      const jobId = jobs.start({
        kind: 'find-people',
        title: 'Finding the people',
        pausable: true,
        run: async (control) => {
          const { videos, people } = await study.people.find(sessionIds, control)
          return `Looked at ${counted(videos, 'video')}, found ${counted(people, 'face')}.`
        },
      })
      return { jobId }
    },
    'people.edit': ({ sessionId, edit }) => session.required().study.people.edit(sessionId, edit, sight.by()),
    'people.undo': ({ sessionId, editId }) =>
      session.required().study.people.undo(sessionId, editId, sight.by()),
    'people.redo': ({ sessionId, editId }) =>
      session.required().study.people.redo(sessionId, editId, sight.by()),
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
      const by = sight.by()
      const jobId = jobs.start({
        kind: 'deidentify',
        title: `De-identifying ${counted(clipIds.length, 'clip')}`,
        pausable: true,
        run: async (control) => {
          const { written } = await study.deidentify.run({ clipIds, keepSound, folder }, control, by)
          return `Wrote ${counted(written, 'de-identified clip')}.`
        },
      })
      return { jobId }
    },
  }
}
