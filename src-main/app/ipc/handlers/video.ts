import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function videoHandlers({ session, jobs }: HandlerContext): AreaHandlers<'video'> {
  return {
    'video.frames': ({ videoId }) => session.required().study.videos.frameTimes(videoId),
    'video.strip': ({ videoId }) => session.required().study.videos.strip(videoId),
    'video.makeProxy': ({ videoId }) => {
      const { study } = session.required()
      const jobId = jobs.start({
        kind: 'proxy',
        title: 'Making a copy for the player',
        pausable: false,
        run: async (control) => {
          await study.videos.makeProxy(videoId, control)
          return 'The video can be played now.'
        },
      })
      return { jobId }
    },
  }
}
