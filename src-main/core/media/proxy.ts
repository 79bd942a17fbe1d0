import type { VideoFacts } from './probe-report.ts'
import type { FfmpegTools, ProxyRequest } from './types.ts'

export function makeVideoProxy(
  _source: { readonly tools: FfmpegTools; readonly facts: VideoFacts },
  _request: ProxyRequest,
): Promise<void> {
  throw new Error('to be written')
}
