import type { VideoProbe } from '#shared/domain/clip.ts'

/** Of ten frames in Full HD, unless told otherwise. */
export function aProbe(part: Partial<VideoProbe> = {}): VideoProbe {
  return {
    container: 'mp4',
    codec: 'h264',
    width: 1920,
    height: 1080,
    rotationDeg: 0,
    pixelAspect: 1,
    fps: 25,
    frameCount: 10,
    durationMs: 400,
    startMs: 0,
    hasAudio: false,
    ...part,
  }
}
