import type { PictureSize } from '#shared/domain/upright-size.ts'
import { uprightSize } from '#shared/domain/upright-size.ts'
import type { VideoFacts } from '../probe/probe-report.ts'

export type { PictureSize }

/** Size of a decoded frame: upright, its longer side at most `maxSide`. Never larger than the coded picture. */
export function frameSize({ probe }: Pick<VideoFacts, 'probe'>, maxSide: number): PictureSize {
  return uprightSize(probe, maxSide)
}
