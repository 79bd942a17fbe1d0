import type { VideoFacts } from './probe-report.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/**
 * Size of a decoded frame: upright as a player shows it, with square pixels (the longer direction of a
 * rectangular pixel is squeezed), the longer side at most `maxSide`. Never larger than the coded picture.
 */
export function frameSize(
  { probe, pixelAspect }: Pick<VideoFacts, 'probe' | 'pixelAspect'>,
  maxSide: number,
): PictureSize {
  const width = pixelAspect < 1 ? probe.width * pixelAspect : probe.width
  const height = pixelAspect > 1 ? probe.height / pixelAspect : probe.height
  const scale = Math.min(1, maxSide / Math.max(width, height))
  const across = Math.max(1, Math.round(width * scale))
  const down = Math.max(1, Math.round(height * scale))
  const onItsSide = probe.rotationDeg === 90 || probe.rotationDeg === 270
  return onItsSide ? { width: down, height: across } : { width: across, height: down }
}
