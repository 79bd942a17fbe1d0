import type { VideoFacts } from './probe-report.ts'
import type { FfmpegTools, StripPicture, StripRequest } from './types.ts'

export function readStripPictures(
  _source: { readonly tools: FfmpegTools; readonly facts: VideoFacts },
  _request: StripRequest,
): AsyncIterable<StripPicture> {
  throw new Error('to be written')
}
