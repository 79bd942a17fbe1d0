import { describe, expect, it } from 'vitest'
import { leaveOnePatientOut, meanOfOtherPatients } from '#core/areas/severity/leave-one-patient-out.ts'
import { prepareRidge } from '#core/areas/severity/ridge.ts'
import { validate } from '#core/areas/severity/validation.ts'
import { baselineVerdict } from '#shared/domain/severity.ts'
import type { SeverityMetrics } from '#shared/domain/severity.ts'
import { createRandom } from '#core/statistics/random.ts'
import { severityFinding } from '../../../../../../src-renderer/charts/severity-finding.ts'

/** Twelve patients whose faces have nothing to do with their ratings. */
async function nullCohort(seed: number): Promise<SeverityMetrics> {
  const random = createRandom(seed)
  const patients = Array.from({ length: 12 }, (_, index) => `P${String(index)}`)
  const features = patients.map(() => Float64Array.from({ length: 16 }, random))
  const ratings = patients.map(() => 1 + Math.floor(random() * 7))
  const prepared = prepareRidge({ features, groups: patients, targets: [ratings] })
  const [estimates = []] = await leaveOnePatientOut(prepared, [ratings], () => Promise.resolve())
  const baseline = meanOfOtherPatients(ratings, patients)
  return validate({ patients, estimates, ratings, baseline }, () => Promise.resolve())
}

describe('cohorts without any relation between face and rating', () => {
  it('lean to a negative correlation, of which nothing is claimed', async () => {
    const cohorts = await Promise.all(Array.from({ length: 40 }, (_, seed) => nullCohort(seed + 1)))
    const correlations = cohorts.map(({ pcc }) => pcc.value ?? 0)
    // The bias that is warned of: about -0.4 in the mean.
    expect(correlations.reduce((sum, value) => sum + value, 0) / 40).toBeLessThan(-0.2)
    for (const metrics of cohorts) {
      expect([metrics.pcc.ciLow, metrics.ccc.ciHigh, metrics.spearman.level]).toEqual([null, null, null])
      expect(severityFinding(metrics)).not.toMatch(/against|follow|relation|further|worse/i)
    }
    // Nominal are 2.5 %: 3 or more of 40 come by chance once in 13 times.
    const better = cohorts.filter((metrics) => baselineVerdict(metrics) === 'better')
    expect(better.length).toBeLessThan(4)
  })
})
