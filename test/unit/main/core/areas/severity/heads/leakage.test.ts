import { describe, expect, test } from 'vitest'
import { fitSets } from '#core/areas/severity/fit-items.ts'
import type { TrainingSet } from '#core/areas/severity/training-set.ts'
import { createRandom } from '#core/statistics/random.ts'
import { headIds, headWords } from '#shared/domain/head-kind.ts'
import type { HeadId } from '#shared/domain/head-kind.ts'
import { thorough } from '../../../../../../helpers/thorough.ts'

const DIM = 24

/** A network of 256 units takes its time: it is shown fewer features and fewer cohorts. */
const DIM_OF_NETWORKS = 4

interface Plan {
  readonly patients: number
  readonly effect: number
  readonly dim?: number
}

/** How far the feature that ratings follow reaches beside the others. */
const SIZE = 5

/**
 * Patients with two visits that look alike; with `effect` ratings go with the first feature, without it they are drawn for whole patients whatever
 * the face shows: whoever has seen one visit of a patient knows the other.
 */
function aCohort(seed: number, { patients, effect, dim = DIM }: Plan): TrainingSet {
  const random = createRandom(seed)
  const faces = Array.from({ length: patients }, () =>
    Float64Array.from({ length: dim }, (_, feature) => (2 * random() - 1) * (feature === 0 ? SIZE : 1)),
  )
  const rows = faces.flatMap((face, patient) =>
    [0, 1].map((visit) => ({
      sessionId: 1 + 2 * patient + visit,
      patientCode: `P${String(patient).padStart(2, '0')}`,
      values: face.map((value) => value + (random() - 0.5) / 10),
      ...{ nClips: 1, faceShare: 1 },
    })),
  )
  const own = faces.map(
    (face) => 1 + 6 * ((effect * ((face[0] ?? NaN) / SIZE + 1)) / 2 + (1 - effect) * random()),
  )
  return {
    item: { id: 'a', column: 'a', name: 'A', min: 1, max: 7, faceVisible: true },
    rows,
    ratings: rows.map((_, row) => Math.round(own[Math.floor(row / 2)] ?? NaN)),
    raters: ['AB'],
    ...{
      nPatients: patients,
      nClips: rows.length,
      synthetic: true,
      flow: null,
      nUnblinded: 0,
      nConsensus: 0,
    },
  }
}

/** A second item of the same visits, whose ratings go with the first one's but for chance: heads of several items learn both. */
function withOther(set: TrainingSet, seed: number): TrainingSet[] {
  const random = createRandom(seed + 1000)
  const ratings = set.ratings.map((rating) => (random() < 0.5 ? rating : 8 - rating))
  return [set, { ...set, item: { ...set.item, id: 'b', column: 'b' }, ratings }]
}

async function concordanceOf(set: TrainingSet, head: HeadId, seed: number): Promise<number> {
  const sets = headWords[head].isJoint ? withOther(set, seed) : [set]
  const [fit] = await fitSets({ sets, features: set.rows, head }, () => Promise.resolve(), {
    permutations: 1,
  })
  return fit?.metrics.concordance?.value ?? expect.fail('no concordance')
}

describe.each(headIds)('%s', (head) => {
  const isNetwork = headWords[head].isNetwork === true
  const dim = isNetwork ? DIM_OF_NETWORKS : DIM

  test('orders patients whose ratings have nothing to do with their faces no better and no worse than a coin', async () => {
    const count = isNetwork ? thorough(2, 20) : thorough(4, 60)
    const found: number[] = []
    for (let seed = 1; seed <= count; seed++) {
      found.push(await concordanceOf(aCohort(seed, { patients: 8, effect: 0, dim }), head, seed))
    }
    const mean = found.reduce((sum, value) => sum + value, 0) / count
    // One cohort's share is within 0.5 +- 0.3 or so: a mean of the visits of known patients would be near 1.
    expect(Math.abs(mean - 0.5)).toBeLessThan(isNetwork ? thorough(0.25, 0.1) : thorough(0.2, 0.06))
  })

  test('orders those whose ratings follow their faces', async () => {
    expect(await concordanceOf(aCohort(3, { patients: 8, effect: 0.95, dim }), head, 3)).toBeGreaterThan(0.75)
  })
})
