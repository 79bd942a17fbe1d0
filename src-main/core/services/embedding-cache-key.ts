import { createHash } from 'node:crypto'

/** Raise it when a change of the program changes what a video pass computes from the same pack and file. */
const RECIPE = 1

export interface EmbeddingPass {
  readonly packSha256: string
  readonly facePackSha256: string
  readonly sampling: { readonly fps: number; readonly maxFrames: number }
  readonly videoSha256: string
  readonly startMs: number
  readonly endMs: number
}

/** Everything that decides the outcome of a video pass, as 64 hexadecimal digits. */
export function embeddingCacheKey(pass: EmbeddingPass): string {
  const parts = [
    RECIPE,
    pass.packSha256,
    pass.facePackSha256,
    pass.sampling.fps,
    pass.sampling.maxFrames,
    pass.videoSha256,
    pass.startMs,
    pass.endMs,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
