import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { isAppError } from '#shared/errors.ts'
import type { ErrorCode } from '#shared/errors.ts'
import { chosenIdsSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'
import { proxyStages } from './proxy-stages.ts'
import type { VideoService } from './service.ts'

const inputSchema = z.object({ videoIds: chosenIdsSchema })

/** These say something of one video; any other error would meet the next one, too. */
const videoFailures: readonly ErrorCode[] = ['media-unreadable', 'file-unreadable', 'not-found', 'conflict']

/** Makes copies of videos that Chromium cannot play. One that is there is not made again, so that it goes on by itself. */
export const proxyJob = defineJob({
  kind: 'proxy',
  version: 1,
  input: inputSchema,
  stages: Object.values(proxyStages),
  title: ({ videoIds }) =>
    videoIds.length === 1
      ? 'Making a copy for the player'
      : `Making copies of ${counted(videoIds.length, 'video')} for the player`,
  // ffmpeg writes the file by itself, and no system but POSIX can hold another process: what was cancelled is continued
  // with the videos that have no copy yet.
  pausable: false,
  resumable: true,
  async run(context: JobContext<{ readonly videos: VideoService }>, { videoIds }) {
    const { services, signal, progress, failure } = context
    let made = 0
    for (const [index, videoId] of videoIds.entries()) {
      throwIfCancelled(signal)
      try {
        await services.videos.makeProxy(videoId, {
          ...context,
          progress: (done, total) => {
            progress(index + done / total, videoIds.length)
          },
        })
        made += 1
      } catch (error) {
        const isOfVideo = isAppError(error) && videoFailures.includes(error.code)
        // What went wrong with the only one is what went wrong with the work.
        if (!isOfVideo || videoIds.length === 1) throw error
        failure(services.videos.fileName(videoId) ?? `video ${String(videoId)}`, error.message)
      }
      progress(index + 1, videoIds.length)
    }
    return { made }
  },
  summary: ({ made }) =>
    made === 1 ? 'The video can be played now.' : `${counted(made, 'video')} can be played now.`,
})
