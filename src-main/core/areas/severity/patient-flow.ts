import type { FlowCounts, PatientFlow } from '#shared/domain/patient-flow.ts'
import { countedRatings } from './counted-ratings.ts'
import type { RatedItem } from './severity-repository.ts'

/** The sessions that have something, by id. */
export interface SessionsWith {
  /** A clip that is neither excluded nor cut away. */
  readonly clip: ReadonlySet<number>
  /** A clip that the pack looked at. */
  readonly predicted: ReadonlySet<number>
  /** A clip in which it saw a face. */
  readonly face: ReadonlySet<number>
}

type Rated = Pick<RatedItem, 'sessionId' | 'patientCode' | 'itemId' | 'unblinded' | 'isConsensus'>

function countsOf(rated: readonly Rated[]): FlowCounts {
  return {
    nPatients: new Set(rated.map(({ patientCode }) => patientCode)).size,
    nSessions: new Set(rated.map(({ sessionId }) => sessionId)).size,
  }
}

interface FlowOf {
  readonly itemId: string
  /** Of the scale. */
  readonly ratings: readonly Rated[]
  readonly having: SessionsWith
  /** Whether ratings that were made with estimates in view count, too. */
  readonly unblinded: boolean
}

/** From those rated on the scale to those that a model of the item learns from. */
export function patientFlow({ itemId, ratings, having, unblinded }: FlowOf): PatientFlow {
  const item = ratings.filter((rating) => rating.itemId === itemId)
  const blind = countedRatings(item, { unblinded })
  const clip = blind.filter(({ sessionId }) => having.clip.has(sessionId))
  const predicted = clip.filter(({ sessionId }) => having.predicted.has(sessionId))
  const face = predicted.filter(({ sessionId }) => having.face.has(sessionId))
  return {
    scale: countsOf(ratings),
    item: countsOf(item),
    blind: countsOf(blind),
    clip: countsOf(clip),
    predicted: countsOf(predicted),
    face: countsOf(face),
  }
}
