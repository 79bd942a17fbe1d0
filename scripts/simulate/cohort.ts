import type { SessionFeature } from '#core/areas/severity/session-features.ts'
import type { TrainingSet } from '#core/areas/severity/training-set.ts'
import type { Random } from '#core/statistics/random.ts'

/** What made-up patients are like. */
export interface World {
  /** Correlation of a rating, before it is rounded, with what the embedding tells of it; 0 to 1. */
  readonly effect: number
  /** Least and most visits of a patient; each number equally often. */
  readonly visits: readonly [number, number]
  /** Most ratings lie at the lowest point of the item. */
  readonly floorHeavy: boolean
  readonly items: number
  /** Length of an embedding. */
  readonly dim: number
}

/** Of 1 to 7, as the items of the PANSS. */
export const RANGE = { min: 1, max: 7 } as const

/** Share of the variance of embeddings that lies between patients, and of what a rating has besides. */
const BETWEEN = { embedding: 0.7, noise: 0.5 }

export interface Cohort {
  readonly features: readonly SessionFeature[]
  /** For each item one rating a feature. */
  readonly ratings: readonly (readonly number[])[]
}

/** Box and Muller. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** For each item what the axes of an embedding tell of it: of random direction, so that the whole has variance 1. */
export function drawDirections({ items, dim }: World, random: Random): Float64Array[] {
  return Array.from({ length: items }, () => {
    const raw = Float64Array.from({ length: dim }, () => normal(random))
    const variance = raw.reduce((sum, value, axis) => sum + value ** 2 / (axis + 1), 0)
    return raw.map((value) => value / Math.sqrt(variance))
  })
}

function rate(score: number, floorHeavy: boolean): number {
  const points = Math.round((floorHeavy ? 1.5 : 4) + 1.5 * score)
  return Math.min(RANGE.max, Math.max(RANGE.min, points))
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0)
}

export interface CohortPlan {
  readonly patients: number
  /** Sessions are numbered from here on, and patients too. */
  readonly first: number
}

/**
 * Patients whose embeddings are normal with variance 1/k along axis k, and whose ratings are what an embedding tells, as much as `effect` says,
 * and noise, of which one half is the patient's own.
 */
export function drawCohort(
  world: World,
  directions: readonly Float64Array[],
  { random, patients, first }: CohortPlan & { readonly random: Random },
): Cohort {
  const { effect, visits, floorHeavy, dim } = world
  const [least, most] = visits
  const spread = (share: number): Float64Array =>
    Float64Array.from({ length: dim }, (_, axis) => Math.sqrt(share / (axis + 1)) * normal(random))
  const features: SessionFeature[] = []
  const ratings: number[][] = directions.map(() => [])
  for (let patient = 0; patient < patients; patient++) {
    const own = spread(BETWEEN.embedding)
    const ownNoise = directions.map(() => Math.sqrt(BETWEEN.noise) * normal(random))
    const count = least + Math.floor(random() * (most - least + 1))
    for (let visit = 0; visit < count; visit++) {
      const moment = spread(1 - BETWEEN.embedding)
      const values = own.map((value, axis) => value + (moment[axis] ?? NaN))
      const sessionId = first + features.length
      features.push({ sessionId, patientCode: `P${first + patient}`, values, nClips: 1, faceShare: 1 })
      directions.forEach((direction, item) => {
        const noise = (ownNoise[item] ?? NaN) + Math.sqrt(1 - BETWEEN.noise) * normal(random)
        const score = effect * dot(values, direction) + Math.sqrt(1 - effect ** 2) * noise
        ratings[item]?.push(rate(score, floorHeavy))
      })
    }
  }
  return { features, ratings }
}

/** As a study would have them. */
export function trainingSets({ features, ratings }: Cohort): TrainingSet[] {
  const nPatients = new Set(features.map(({ patientCode }) => patientCode)).size
  return ratings.map((ofItem, index) => {
    const id = `item-${index + 1}`
    return {
      item: { id, column: id, name: id, ...RANGE, faceVisible: true },
      rows: features,
      flow: null,
      nUnblinded: 0,
      nConsensus: 0,
      ratings: ofItem,
      raters: ['AB'],
      ...{ nPatients, nClips: features.length, synthetic: true },
    }
  })
}
