import { existsSync } from 'node:fs'
import { changedIds } from '#shared/domain/study.ts'
import { AppError } from '#shared/errors.ts'
import { isPlayable } from '../../media/probe/playable.ts'
import type { MediaTools } from '../../media/types.ts'
import type { StoredVideo } from '../study/video-repository.ts'
import { sameVideoFile } from '../study/same-video.ts'
import type { VideoService } from './service.ts'
import type { StudyContext } from '../study/study-context.ts'
import { createShownVideos } from './shown-videos.ts'
import { createVideoFrameTimes } from './video-frame-times.ts'
import { createVideoProxies } from './video-proxies.ts'
import { createVideoStrips } from './video-strips.ts'

export type VideoMedia = Pick<
  MediaTools,
  'frameTimes' | 'readStripPictures' | 'readSound' | 'writeJpeg' | 'makeProxy'
>

/**
 * Whole videos, as they are looked at and cut. Everything is made from the videos once and kept in the study's folder
 * `cache`, by the hash of the content; a study that is open for reading only is not written to.
 */
export function createVideoService(context: StudyContext, media: VideoMedia): VideoService {
  const { folder, db, repositories } = context
  const deps = {
    studyFolder: folder,
    readonly: db.readonly,
    media,
    making: context.making,
    isKnown: ({ id }: StoredVideo) => repositories.videos.get(id) !== null,
    sameFile: (video: StoredVideo, signal: AbortSignal) => sameVideoFile(context, video, signal),
  }
  const strips = createVideoStrips(deps)
  const proxies = createVideoProxies(deps)
  const frameTimes = createVideoFrameTimes(deps)
  const shown = createShownVideos(context)

  const find = (videoId: number): StoredVideo | null => repositories.videos.get(videoId)
  const required = (videoId: number): StoredVideo => {
    const video = find(videoId)
    if (video === null) throw new AppError('not-found', 'This video is not in the study.')
    return video
  }

  return {
    frameTimes: async (videoId) => await frameTimes.get(required(videoId)),
    strip: async (videoId) => await strips.get(required(videoId)),
    stripSheetFile(videoId, sheet) {
      const video = find(videoId)
      const file = video === null ? null : strips.sheetFile(video, sheet)
      return file !== null && existsSync(file) ? file : null
    },
    onStripChange: strips.onChange,
    async makeProxy(videoId, control) {
      const video = required(videoId)
      await proxies.make(video, control)
      context.announce(['library'], changedIds({ visits: [video.sessionId] }))
    },
    fileName: (videoId) => find(videoId)?.fileName ?? null,
    unplayable: () =>
      repositories.videos
        .list()
        .filter((video) => !isPlayable(video.probe) && proxies.state(video) === 'none')
        .map(({ id }) => id),
    proxyState: (videoId) => proxies.state(required(videoId)),
    async playedFile(videoId) {
      const video = find(videoId)
      if (video === null) return null
      // A copy is there because somebody wanted it, even of a video that should be playable.
      return proxies.file(video) ?? (isPlayable(video.probe) ? await shown.file(video) : null)
    },
    async lookAt(videoId) {
      const video = find(videoId)
      if (video !== null) await shown.lookAt(video)
    },
    content: shown.content,
    replaced: shown.replaced,
    async close() {
      shown.close()
      await Promise.all([strips.close(), proxies.close(), frameTimes.close()])
    },
  }
}
