import { expect, test } from 'vitest'
import { fitSets } from '#core/areas/severity/fit-items.ts'
import { smallerStudies } from '#core/areas/severity/learning-curve.ts'
import { settingChoice } from '#core/areas/severity/setting-choice.ts'
import { subgroupings } from '#core/areas/severity/subgroups.ts'
import type { Subgrouping } from '#core/areas/severity/subgroups.ts'
import type { TrainingSet } from '#core/areas/severity/training-set.ts'
import { createRandom } from '#core/statistics/random.ts'
import { builtInCovariates } from '#shared/domain/covariate.ts'
import type { HeadId } from '#shared/domain/head-kind.ts'
import type { SeverityMetrics } from '#shared/domain/severity.ts'

/** Patients with one or two visits each, in order. */
function study(patients: number) {
  const random = createRandom(3)
  const features = Array.from({ length: patients }, (_, patient) => patient)
    .flatMap((patient) => (patient % 3 === 0 ? [patient, patient] : [patient]))
    .map((patient, row) => ({
      sessionId: row + 1,
      patientCode: `P${String(patient).padStart(2, '0')}`,
      values: Float64Array.from({ length: 5 }, random),
      ...{ nClips: 1, faceShare: 1 },
    }))
  const ratings = features.map(({ values }) => Math.round(1 + 6 * (0.5 * (values[0] ?? 0) + 0.5 * random())))
  return { features, ratings }
}

type Study = ReturnType<typeof study>

function keep({ features, ratings }: Study, isKept: (code: string) => boolean): Study {
  const rows = features.flatMap(({ patientCode }, row) => (isKept(patientCode) ? [row] : []))
  return {
    features: rows.flatMap((row) => features[row] ?? []),
    ratings: rows.flatMap((row) => ratings[row] ?? []),
  }
}

interface Asked {
  readonly head?: HeadId
  readonly groupings?: readonly Subgrouping[]
  readonly learning?: boolean
}

async function metricsOf(
  { features, ratings }: Study,
  { head = 'ridge', groupings = [], learning = true }: Asked = {},
): Promise<SeverityMetrics> {
  const set: TrainingSet = {
    item: { id: 'a', column: 'a', name: 'A', min: 1, max: 7, faceVisible: true },
    ...{ rows: features, ratings, raters: ['AB'], nClips: features.length, synthetic: false },
    ...{ flow: null, nUnblinded: 0, nConsensus: 0 },
    nPatients: new Set(features.map(({ patientCode }) => patientCode)).size,
  }
  const fits = await fitSets({ sets: [set], features, head, groupings }, () => Promise.resolve(), {
    permutations: 19,
    learning,
  })
  const metrics = fits[0]?.metrics
  if (metrics === undefined) throw new Error('no fit')
  return metrics
}

test('the influence of a patient is what a study without says, every model fitted anew, the farthest first', async () => {
  const whole = study(10)
  const metrics = await metricsOf(whole)
  const influence = metrics.checks?.influence ?? []
  expect(metrics.checks?.influenceRefitted).toBe(true)
  expect(influence.map(({ sessionId }) => sessionId).sort((a, b) => a - b)).toHaveLength(10)
  const moved = influence.map(({ mae }) => Math.abs(mae - (metrics.mae.value ?? NaN)))
  expect(moved).toEqual(moved.toSorted((a, b) => b - a))
  for (const { sessionId, mae, q2, concordance, nSessions } of influence) {
    const code = whole.features.find((feature) => feature.sessionId === sessionId)?.patientCode
    expect(whole.features.filter(({ patientCode }) => patientCode === code)).toHaveLength(nSessions)
    const without = await metricsOf(keep(whole, (one) => one !== code))
    expect(mae).toBeCloseTo(without.mae.value ?? NaN, 8)
    expect(q2).toBeCloseTo(without.q2.value ?? NaN, 8)
    expect(concordance).toBeGreaterThanOrEqual(0)
  }
})

test('nothing else rests on the learning curve', async () => {
  for (const head of ['ridge', 'pls'] as const) {
    const metrics = await metricsOf(study(10), { head })
    const { checks, ...others } = await metricsOf(study(10), { head, learning: false })
    expect(metrics.checks?.learning.length).toBeGreaterThan(1)
    expect({ ...others, checks: { ...checks, learning: metrics.checks?.learning } }).toEqual(metrics)
    expect(checks?.learning).toEqual(metrics.checks?.learning.slice(-1))
  }
})

test('the learning curve ends with the study itself, and its points are what the drawn studies say', async () => {
  const whole = study(12)
  const metrics = await metricsOf(whole)
  const learning = metrics.checks?.learning ?? []
  expect(learning.at(-1)).toEqual({
    nPatients: 11,
    draws: 1,
    mae: { mean: metrics.mae.value, low: null, high: null },
    q2: { mean: metrics.q2.value, low: null, high: null },
  })
  expect(learning.map(({ nPatients }) => nPatients)).toEqual([6, 9, 11])
  const codes = [...new Set(whole.features.map(({ patientCode }) => patientCode))]
  const [, larger] = smallerStudies(12)
  const maes: number[] = []
  for (const draw of larger?.draws ?? []) {
    const kept = new Set(draw.map((patient) => codes[patient]))
    maes.push((await metricsOf(keep(whole, (code) => kept.has(code)))).mae.value ?? NaN)
  }
  expect(maes).toHaveLength(20)
  expect(learning[1]?.mae.mean).toBeCloseTo(maes.reduce((sum, mae) => sum + mae, 0) / 20, 8)
  expect(learning[1]?.mae.low).toBeGreaterThanOrEqual(Math.min(...maes))
  expect(learning[1]?.mae.high).toBeLessThanOrEqual(Math.max(...maes))
})

test('smaller studies are the same each time, of different patients, none twice, and none that is too small', () => {
  expect(smallerStudies(30)).toEqual(smallerStudies(30))
  for (const { nPatients, draws } of smallerStudies(30)) {
    for (const draw of draws) expect(new Set(draw).size).toBe(nPatients)
    expect(new Set(draws.map((draw) => draw.join())).size).toBeGreaterThan(15)
  }
  expect(smallerStudies(8).map(({ nPatients }) => nPatients)).toEqual([6])
  expect(smallerStudies(200).map(({ draws }) => draws.length)).toEqual([10, 10, 10, 10])
})

test.each(['ridge', 'pls'] as const)(
  'groups of visits have their own errors by %s, with an interval from five patients on',
  async (head) => {
    const whole = study(12)
    const sessions = whole.features.map(({ sessionId }) => sessionId)
    const groupOf = new Map(sessions.map((session) => [session, session <= 4 ? 'first' : 'later'] as const))
    const metrics = await metricsOf(whole, { head, groupings: [{ by: 'site', byName: 'Site', groupOf }] })
    const [first, later] = metrics.checks?.subgroups ?? []
    expect(first).toMatchObject({ byName: 'Site', group: 'first', nPatients: 3, nSessions: 4, mae: null })
    expect(later).toMatchObject({ group: 'later', nPatients: 9, nSessions: 12 })
    const { value = NaN, ciLow, ciHigh } = later?.mae ?? {}
    expect(ciLow).toBeLessThan(value)
    expect(ciHigh).toBeGreaterThan(value)
    // Of 16 visits the mean error is that of both groups.
    expect(later?.meanError?.ciLow).toBeLessThan(later?.meanError?.value ?? NaN)
    expect(metrics.checks?.subgroupMethod).toContain(
      head === 'pls' ? '10 groups of patients' : 'over all patients',
    )
  },
)

test('a group that holds all visits has the errors of the study, and its interval', async () => {
  const whole = study(12)
  const groupOf = new Map(whole.features.map(({ sessionId }) => [sessionId, sessionId === 1 ? 'one' : 'all']))
  const other = new Map(whole.features.map(({ sessionId }) => [sessionId, 'all']))
  const metrics = await metricsOf(whole, {
    groupings: [
      { by: 'a', byName: 'A', groupOf },
      { by: 'b', byName: 'B', groupOf: other },
    ],
  })
  // What tells nothing apart is not listed.
  expect(metrics.checks?.subgroups.map(({ by }) => by)).toEqual(['a', 'a'])
  const all = metrics.checks?.subgroups[0]
  expect(all?.nPatients).toBe(12)
  expect(Math.abs((all?.mae?.value ?? NaN) - (metrics.mae.value ?? NaN))).toBeLessThan(0.2)
})

test('visits are told apart by label and by what is known; a number at its median, a name of each patient not at all', () => {
  const visits = [1, 2, 3, 4].map((sessionId) => ({
    sessionId,
    visitLabel: sessionId < 3 ? 'baseline' : 'week 6',
  }))
  const known = visits.flatMap(({ sessionId }) => [
    { sessionId, covariateId: 'sex', value: sessionId % 2 === 0 ? 'female' : 'male' },
    { sessionId, covariateId: 'cpz_mg', value: 100 * sessionId },
    { sessionId, covariateId: 'lighting', value: 'even' },
  ])
  const found = subgroupings(visits, builtInCovariates, known)
  expect(found.map(({ by }) => by)).toEqual(['visit', 'sex', 'cpz_mg'])
  expect([...(found[1]?.groupOf.values() ?? [])]).toEqual(['Male', 'Female', 'Male', 'Female'])
  expect([...(found[2]?.groupOf.values() ?? [])]).toEqual([
    ...['up to 250 mg/day', 'up to 250 mg/day', 'above 250 mg/day', 'above 250 mg/day'],
  ])
  const names = Array.from({ length: 13 }, (_, index) => ({
    sessionId: index,
    covariateId: 'site',
    value: `S${index}`,
  }))
  expect(subgroupings(visits, builtInCovariates, names).map(({ by }) => by)).toEqual(['visit'])
})

test('how often each setting was chosen adds up to one, and what lies at the edge is counted', async () => {
  const chosen = (penalty: number, edge: 'least' | 'most' | null) => ({ settings: { penalty }, edge })
  expect(
    settingChoice([chosen(1, 'least'), chosen(3, null), chosen(3, null), chosen(9, 'most')], true),
  ).toEqual({
    chosen: [
      { settings: { penalty: 3 }, share: 0.5 },
      { settings: { penalty: 1 }, share: 0.25 },
      { settings: { penalty: 9 }, share: 0.25 },
    ],
    atEdge: { least: 0.25, most: 0.25 },
  })
  const { checks } = await metricsOf(study(10))
  const shares = checks?.choice?.chosen.map(({ share }) => share) ?? []
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
  expect(checks?.choice?.atEdge).not.toBeNull()
  const pls = await metricsOf(study(10), { head: 'pls' })
  expect(pls.checks?.choice?.chosen[0]?.settings).toHaveProperty('components')
  expect(pls.checks?.choice?.atEdge).toBeNull()
})
