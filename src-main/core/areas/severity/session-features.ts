import type { ClipFeature } from '../prediction/embedding-repository.ts'

/** A session as a severity model sees it. */
export interface SessionFeature {
  readonly sessionId: number
  readonly patientCode: string
  /** Float64[dim], of the clips that show a face. */
  readonly values: Float64Array
  /** Clips that they were made of. */
  readonly nClips: number
  /** Share (0 to 1) of frames with a face, over all clips looked at, those without any face too. */
  readonly faceShare: number
}

/**
 * One feature per session with a face in any clip, in the order of `sessions`. Clips count alike so that one long clip
 * does not drown the others, which show other moments of the interview.
 */
export function sessionFeatures(
  clips: readonly ClipFeature[],
  sessions: readonly { readonly sessionId: number; readonly patientCode: string }[],
): SessionFeature[] {
  const clipsOf = new Map<number, ClipFeature[]>()
  for (const clip of clips) clipsOf.set(clip.sessionId, [...(clipsOf.get(clip.sessionId) ?? []), clip])
  return sessions.flatMap(({ sessionId, patientCode }) => {
    const ofSession = clipsOf.get(sessionId) ?? []
    const vectors = ofSession.flatMap(({ clipEmbedding }) => (clipEmbedding === null ? [] : [clipEmbedding]))
    const mean = meanVector(vectors)
    if (mean === null) return []
    const frames = ofSession.reduce((sum, clip) => sum + clip.frameCount, 0)
    const faces = ofSession.reduce((sum, clip) => sum + clip.faceCount, 0)
    return [{ sessionId, patientCode, values: mean, nClips: vectors.length, faceShare: faces / frames }]
  })
}

function meanVector(vectors: readonly Float32Array[]): Float64Array | null {
  const first = vectors[0]
  if (first === undefined) return null
  const sum = new Float64Array(first.length)
  for (const vector of vectors) {
    vector.forEach((value, index) => {
      sum[index] = (sum[index] ?? 0) + value
    })
  }
  return sum.map((value) => value / vectors.length)
}
