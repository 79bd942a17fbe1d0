/** A fresh process that fits one head to the cohort of a file, with all its inference, and prints what it took. */
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { fitSets } from '#core/areas/severity/fit-items.ts'
import type { SessionFeature } from '#core/areas/severity/session-features.ts'
import { headSchema } from '#shared/domain/head-kind.ts'
import { trainingSets } from '../../simulate/cohort.ts'
import { ownPeakMb } from '../peak-memory.ts'

const cohortSchema = z.object({
  features: z.array(z.array(z.number())),
  patients: z.array(z.string()),
  ratings: z.array(z.number()),
})

const [file = '', head, permutations] = process.argv.slice(2)
const { features, patients, ratings } = cohortSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
const rows = features.map((values, row): SessionFeature => ({
  sessionId: row + 1,
  patientCode: patients[row] ?? '',
  values: Float64Array.from(values),
  ...{ nClips: 1, faceShare: 1 },
}))
const startedAt = performance.now()
const cpu = process.cpuUsage()
const [fit] = await fitSets(
  {
    sets: trainingSets({ features: rows, ratings: [ratings] }),
    features: rows,
    head: headSchema.parse(head),
  },
  () => Promise.resolve(),
  { permutations: Number(permutations) },
)
const { user, system } = process.cpuUsage(cpu)
console.log(
  JSON.stringify({
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: ownPeakMb(),
    permutations: fit?.metrics.permutation?.permutations ?? 0,
  }),
)
