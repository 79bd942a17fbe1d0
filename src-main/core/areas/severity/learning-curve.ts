import type { LearningPoint, Spread } from '#shared/domain/severity-checks.ts'
import { mean, quantileOfSorted } from '../../statistics/moments.ts'
import { createRandom, randomIndex } from '../../statistics/random.ts'
import type { HeldOutErrors } from './held-out-errors.ts'

/** Of the drawn studies. */
export const CHECKS_SEED = 1

/** Shares of the patients that smaller studies have. */
const SHARES = [0.2, 0.4, 0.6, 0.8]

/** Fewer patients leave nobody to choose a setting by. */
const LEAST = 6

/** Studies of a size; larger ones are as like each other as they are slow. */
const DRAWS = { few: 20, many: 10, manyFrom: 100 }

/** Of 80 in 100 studies. */
const TAIL = 0.1

/** Studies of some of the patients. */
export interface SmallerStudies {
  readonly nPatients: number
  /** Patients by their number, in order. */
  readonly draws: readonly (readonly number[])[]
}

/** So many of all patients, in order. */
function drawPatients(all: number, count: number, seed: number): number[] {
  const random = createRandom(seed)
  const left = [...Array(all).keys()]
  const drawn = Array.from(
    { length: count },
    () => left.splice(randomIndex(random, left.length), 1)[0] ?? NaN,
  )
  return drawn.sort((a, b) => a - b)
}

/** From few patients on; none where there are too few to leave any out. The same numbers of patients draw the same. */
export function smallerStudies(
  nPatients: number,
  draws = nPatients < DRAWS.manyFrom ? DRAWS.few : DRAWS.many,
): SmallerStudies[] {
  const sizes = [...new Set(SHARES.map((share) => Math.round(share * nPatients)))]
  return sizes
    .filter((size) => size >= LEAST && size < nPatients)
    .map((size) => ({
      nPatients: size,
      draws: Array.from({ length: draws }, (_, draw) =>
        drawPatients(nPatients, size, CHECKS_SEED + size * 1009 + draw),
      ),
    }))
}

function spreadOf(values: readonly number[]): Spread | null {
  const centre = mean(values)
  if (centre === null) return null
  if (values.length === 1) return { mean: centre, low: null, high: null }
  const sorted = values.toSorted((a, b) => a - b)
  return { mean: centre, low: quantileOfSorted(sorted, TAIL), high: quantileOfSorted(sorted, 1 - TAIL) }
}

/** `nPatients` are those that each model learnt from. */
export function learningPoint(
  nPatients: number,
  studies: readonly Pick<HeldOutErrors, 'mae' | 'q2'>[],
): LearningPoint[] {
  const mae = spreadOf(studies.map((study) => study.mae))
  const q2 = spreadOf(studies.flatMap((study) => (study.q2 === null ? [] : [study.q2])))
  return mae === null ? [] : [{ nPatients, draws: studies.length, mae, q2 }]
}
