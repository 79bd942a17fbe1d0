import type { FeatureKind } from '#shared/domain/head-kind.ts'
import { groupBy } from '#shared/group-by.ts'
import type { ClipFeature } from '../prediction/embedding-repository.ts'
import { quantilesOf, sharesAbove, spreadOf } from './moments.ts'
import type { ClipMoments } from './moments.ts'

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

/** Where what a clip shows from moment to moment is read, when a kind of features asks for it. */
export interface MomentSource {
  embeddings(clip: ClipFeature): ClipMoments | null
  /** How likely each prompt is; null for a clip that was not predicted with them. */
  prompts(clip: ClipFeature): ClipMoments | null
}

type ValuesOf = (clips: readonly ClipFeature[]) => { values: Float64Array; nClips: number } | null

function ofMoments(
  read: (clip: ClipFeature) => ClipMoments | null,
  make: (moments: readonly ClipMoments[]) => Float64Array,
): ValuesOf {
  return (clips) => {
    const moments = clips.flatMap((clip) => {
      const found = read(clip)
      return found === null || found.values.length === 0 ? [] : [found]
    })
    return moments.length === 0 ? null : { values: make(moments), nClips: moments.length }
  }
}

/** Clips count alike so that one long clip does not drown the others, which show other moments of the interview. */
const meanOfClips: ValuesOf = (clips) => {
  const vectors = clips.flatMap(({ clipEmbedding }) => (clipEmbedding === null ? [] : [clipEmbedding]))
  const values = meanVector(vectors)
  return values === null ? null : { values, nClips: vectors.length }
}

function valuesOfKind(kind: FeatureKind, source: MomentSource): ValuesOf {
  const embeddings = (clip: ClipFeature) => source.embeddings(clip)
  switch (kind) {
    case 'mean':
      return meanOfClips
    case 'mean-spread': {
      const spread = ofMoments(embeddings, spreadOf)
      return (clips) => {
        const [middle, around] = [meanOfClips(clips), spread(clips)]
        return middle === null || around === null
          ? null
          : { ...middle, values: Float64Array.from([...middle.values, ...around.values]) }
      }
    }
    case 'quantiles':
      return ofMoments(embeddings, quantilesOf)
    case 'prompts':
      return ofMoments((clip) => source.prompts(clip), sharesAbove)
  }
}

type Sessions = readonly { readonly sessionId: number; readonly patientCode: string }[]

function featureOf(
  { sessionId, patientCode }: Sessions[number],
  ofSession: readonly ClipFeature[],
  valuesOf: ValuesOf,
): SessionFeature[] {
  const made = valuesOf(ofSession)
  if (made === null) return []
  const frames = ofSession.reduce((sum, clip) => sum + clip.frameCount, 0)
  const faces = ofSession.reduce((sum, clip) => sum + clip.faceCount, 0)
  return [{ sessionId, patientCode, ...made, faceShare: faces / frames }]
}

function bySession(clips: readonly ClipFeature[]): Map<number, ClipFeature[]> {
  return groupBy(clips, ({ sessionId }) => sessionId)
}

/** The mean embedding of each session with a face in any clip, in the order of `sessions`. */
export function sessionMeans(clips: readonly ClipFeature[], sessions: Sessions): SessionFeature[] {
  const clipsOf = bySession(clips)
  return sessions.flatMap((session) => featureOf(session, clipsOf.get(session.sessionId) ?? [], meanOfClips))
}

/**
 * One feature per session with a face in any clip, in the order of `sessions`. `between` is awaited before each session, as moments of
 * many clips are much to read.
 */
export async function sessionFeatures(
  clips: readonly ClipFeature[],
  sessions: Sessions,
  {
    kind,
    source,
    between,
  }: { readonly kind: FeatureKind; readonly source: MomentSource; readonly between: () => Promise<void> },
): Promise<SessionFeature[]> {
  if (kind === 'mean') return sessionMeans(clips, sessions)
  const valuesOf = valuesOfKind(kind, source)
  const clipsOf = bySession(clips)
  const features: SessionFeature[] = []
  for (const session of sessions) {
    await between()
    features.push(...featureOf(session, clipsOf.get(session.sessionId) ?? [], valuesOf))
  }
  return features
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
