import { proxyJob } from '#core/areas/video/proxy-job.ts'
import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

export function videoHandlers({ session }: HandlerContext): AreaHandlers<'video'> {
  return {
    'video.frames': ({ videoId }) => session.required().study.videos.frameTimes(videoId),
    'video.strip': ({ videoId }) => session.required().study.videos.strip(videoId),
    'video.makeProxy': ({ videoId }) => {
      const { jobId } = session.required().study.jobs.start(proxyJob, { videoIds: [videoId] })
      return { jobId }
    },
  }
}
