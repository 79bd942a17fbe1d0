import { createHash } from 'node:crypto'
import type { Precision } from '#shared/domain/pack.ts'
import type { ClipSampling, WindowPlan } from '#shared/domain/sampling.ts'
import { videoSpan } from '#shared/domain/video-span.ts'
import { assertNever } from '#shared/errors.ts'

/** Raise it when a change of the program changes what a video pass computes from the same pack and file. */
const RECIPE = 4

export interface EmbeddingPass {
  readonly packSha256: string
  readonly facePackSha256: string
  readonly sampling: ClipSampling
  /** The execution provider is not part of it: one that does not agree with the others is not used. */
  readonly precision: Precision
  readonly videoSha256: string
  /** Over where the patient's face is in the clip. */
  readonly subjectKey: string
  readonly startMs: number
  readonly endMs: number
  /** Time of the video's first picture. */
  readonly videoStartMs: number
}

function windowParts(windows: WindowPlan): readonly (string | number)[] {
  switch (windows.kind) {
    case 'consecutive':
      return [windows.kind, windows.windowStride]
    case 'first':
      return [windows.kind]
    case 'random':
      return [windows.kind, windows.seed]
    default:
      return assertNever(windows)
  }
}

/** In a fixed order, whatever the order of the object's keys. */
function samplingParts(sampling: ClipSampling): readonly unknown[] {
  return sampling.kind === 'rate'
    ? [sampling.kind, sampling.fps, sampling.maxFrames]
    : [sampling.kind, sampling.frameStride, sampling.windowFrames, windowParts(sampling.windows)]
}

/** A clip that begins before the pictures do is sampled from the first one on; it was not always. */
function leadParts({ startMs, videoStartMs, endMs }: EmbeddingPass): readonly unknown[] {
  const first = videoSpan({ startMs: videoStartMs, durationMs: endMs }).startMs
  return startMs < first ? ['from', first] : []
}

/** Everything that decides the outcome of a video pass, as 64 hexadecimal digits. */
export function embeddingCacheKey(pass: EmbeddingPass): string {
  const parts = [
    RECIPE,
    pass.packSha256,
    pass.facePackSha256,
    samplingParts(pass.sampling),
    pass.precision,
    pass.videoSha256,
    pass.subjectKey,
    pass.startMs,
    pass.endMs,
    ...leadParts(pass),
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
