import type { VideoFacts } from './probe-report.ts'
import type { FfmpegTools, SoundRequest } from './types.ts'

export function readVideoSound(
  _source: { readonly tools: FfmpegTools; readonly facts: VideoFacts },
  _request: SoundRequest,
): AsyncIterable<Float32Array> {
  throw new Error('to be written')
}
