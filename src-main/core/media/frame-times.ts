import type { FrameTimes } from '#shared/domain/strip.ts'
import type { VideoFacts } from './probe-report.ts'
import type { FfmpegTools } from './types.ts'

export interface FrameTimesSource {
  readonly tools: FfmpegTools
  readonly facts: VideoFacts
}

export function readFrameTimes(
  _source: FrameTimesSource,
  _file: string,
  _signal?: AbortSignal,
): Promise<FrameTimes> {
  throw new Error('to be written')
}
