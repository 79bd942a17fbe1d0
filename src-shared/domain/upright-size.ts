import type { VideoProbe } from './clip.ts'

export interface PictureSize {
  readonly width: number
  readonly height: number
}

type CodedPicture = Pick<VideoProbe, 'width' | 'height' | 'rotationDeg' | 'pixelAspect'>

/**
 * Size of a picture as a player shows it, upright and with square pixels (the longer direction of a rectangular pixel is
 * squeezed), in whole pixels: what boxes refer to, and the size that is told. The longer side is at most `maxSide`.
 */
export function uprightSize(
  { width: codedWidth, height: codedHeight, rotationDeg, pixelAspect }: CodedPicture,
  maxSide = Number.POSITIVE_INFINITY,
): PictureSize {
  const width = pixelAspect < 1 ? codedWidth * pixelAspect : codedWidth
  const height = pixelAspect > 1 ? codedHeight / pixelAspect : codedHeight
  const scale = Math.min(1, maxSide / Math.max(width, height))
  const across = Math.max(1, Math.round(width * scale))
  const down = Math.max(1, Math.round(height * scale))
  return rotationDeg % 180 === 0 ? { width: across, height: down } : { width: down, height: across }
}
