import { expect, test } from 'vitest'
import { leavePairsOut } from '#core/areas/severity/leave-pair-out.ts'
import { pairedRows } from '#core/areas/severity/pair-order.ts'
import { applyLinear } from '#core/areas/severity/linear.ts'
import { fitRidge, prepareRidge } from '#core/areas/severity/ridge.ts'
import { patientGroups, withoutPatients } from '#core/areas/severity/ridge-system.ts'
import { createRandom } from '#core/statistics/random.ts'

// One patient has more visits than are written out.
const groups = ['A', 'F', 'B', 'C', 'A', 'C', 'D', 'E', 'F', 'C', 'C', 'C']
const random = createRandom(2)
const features = groups.map(() => Float64Array.from({ length: 20 }, random))
const ratings = groups.map(() => 1 + Math.floor(random() * 7))
const targets = [ratings, ratings.map((rating, row) => (row % 3 === 0 ? 8 - rating : rating))]
const noWait = (): Promise<void> => Promise.resolve()
const prepared = prepareRidge({ features, groups, targets })
const { system, order, patients } = prepared

/** The long way: a model fitted to the rows of all other patients and nothing else, for each target. */
function refitted(left: readonly string[]) {
  const kept = (_: unknown, row: number): boolean => !left.includes(groups[row] ?? '')
  const fits = fitRidge(
    prepareRidge({
      features: features.filter(kept),
      groups: groups.filter(kept),
      targets: targets.map((target) => target.filter(kept)),
    }),
  )
  return (target: number, row: number): number =>
    applyLinear(fits[target]?.weights ?? new Float64Array(), features[row] ?? new Float64Array())
}

test('says of each row what models say that were fitted without its patient, and without each other patient too', async () => {
  const pairs = await leavePairsOut(prepared, noWait)
  for (const p of patients) {
    for (const [q, other] of patients.entries()) {
      const model = refitted([p, other])
      for (const target of targets.keys()) {
        const { alone, without } = pairedRows(
          { starts: system.starts, ratings: new Float64Array() },
          pairs,
          target,
        )
        for (const [place, row] of order.entries()) {
          if (groups[row] !== p) continue
          expect(without[q * order.length + place]).toBeCloseTo(model(target, row), 8)
          if (p === other) expect(alone[place]).toBeCloseTo(model(target, row), 8)
        }
      }
    }
  }
})

test('leaves out every pair once, or those that are near each other in a circle', async () => {
  const all = await leavePairsOut(prepared, noWait)
  const near = await leavePairsOut(prepared, noWait, 1)
  const starts = system.starts.slice(0, -1)
  const pairsOf = ({ without }: typeof all) =>
    patients.map((_, q) =>
      starts.map((start) => !Number.isNaN(without[0]?.[q * order.length + start] ?? NaN)),
    )
  expect(pairsOf(all).flat()).not.toContain(false)
  expect(pairsOf(near)).toEqual(
    patients.map((_, q) => patients.map((__, p) => [0, 1, 5].includes(Math.abs(p - q)))),
  )
})

test('a study without a group of patients gives what it would give if they had never been in it', async () => {
  const [group = []] = patientGroups(patients.length, 3)
  expect(group).toEqual([0, 3])
  const left = withoutPatients(system, prepared.ratings, group)
  const codes = group.map((patient) => patients[patient] ?? '')
  const kept = (_: unknown, row: number): boolean => !codes.includes(groups[row] ?? '')
  const fresh = prepareRidge({
    features: features.filter(kept),
    groups: groups.filter(kept),
    targets: targets.map((target) => target.filter(kept)),
  })
  const ofLeft = await leavePairsOut(left, noWait)
  const ofFresh = await leavePairsOut(fresh, noWait)
  for (const target of targets.keys()) {
    ofFresh.without[target]?.forEach((value, at) => {
      expect(ofLeft.without[target]?.[at]).toBeCloseTo(value, 8)
    })
  }
})

test('every patient is in exactly one group, and groups differ by one patient at most', () => {
  for (const [count, wanted] of [
    [8, 10],
    [23, 10],
    [10, 10],
  ] as const) {
    const made = patientGroups(count, wanted)
    expect(made).toHaveLength(Math.min(count, wanted))
    expect(made.flat().sort((a, b) => a - b)).toEqual([...Array(count).keys()])
    const sizes = made.map(({ length }) => length)
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
  }
})
