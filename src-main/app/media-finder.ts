import { absentMedia } from '#core/media/absent-media.ts'
import { findFfmpeg } from '#core/media/ffmpeg/find-ffmpeg.ts'
import { createMediaTools } from '#core/media/media-tools.ts'
import type { MediaTools } from '#core/media/types.ts'
import { isAppError } from '#shared/errors.ts'
import type { Logger } from './logger.ts'

/** Looks for ffmpeg when first asked; without one, what needs a video says so and the rest goes on. */
export function createMediaFinder(packagedFolder: string | null, log: Logger): () => Promise<MediaTools> {
  let found: Promise<MediaTools> | null = null
  const find = async (): Promise<MediaTools> => {
    try {
      const tools = await findFfmpeg({ packagedFolder })
      log.info(`ffmpeg found: ${tools.source}`)
      return createMediaTools(tools)
    } catch (error) {
      if (!isAppError(error)) throw error
      log.warn('no ffmpeg', error)
      return absentMedia(error)
    }
  }
  return () => (found ??= find())
}
