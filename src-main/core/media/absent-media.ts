import type { AppError } from '#shared/errors.ts'
import type { MediaTools } from './types.ts'

/**
 * Stands in where no ffmpeg was found: a study can still be opened, captioned, rated and exported, and only
 * what needs a video says why it cannot.
 */
export function absentMedia(problem: AppError): MediaTools {
  const refuse = (): Promise<never> => Promise.reject(problem)
  const refuseEach = () => ({ [Symbol.asyncIterator]: () => ({ next: refuse }) })
  return {
    probe: refuse,
    remarks: refuse,
    thumbnail: refuse,
    readFrames: refuseEach,
    frameTimes: refuse,
    readSound: refuseEach,
    readStripPictures: refuseEach,
    makeProxy: refuse,
    writeJpeg: refuse,
    makeBlurredCopy: refuse,
    tools: { ffmpeg: '', ffprobe: '', version: '', licence: '', source: 'none' },
  }
}
