import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { createRandom } from '#core/statistics/random.ts'
import { headIds, headWords } from '#shared/domain/head-kind.ts'
import type { HeadId } from '#shared/domain/head-kind.ts'
import { drawCohort, drawDirections } from '../simulate/cohort.ts'
import type { BenchRow } from './report.ts'

const run = promisify(execFile)
const baselineScript = fileURLToPath(new URL('./sklearn-baseline.py', import.meta.url))
const childScript = fileURLToPath(new URL('./children/fit-cohort.ts', import.meta.url))

/** Of several items together; of one they are the heads of one. */
const JOINT: readonly HeadId[] = ['pls2', 'mlp-joint']

/** Heads of which every model without some patients follows from one. */
const SMOOTHERS: readonly HeadId[] = ['ridge', 'gp']

const WORLD = { effect: 0.6, visits: [4, 4], floorHeavy: false, items: 1, dim: 512 } as const

export interface SeverityBench {
  readonly patients: number
  readonly heads: readonly HeadId[]
  /** Of ridge and the Gaussian process; the others make 99 at most. */
  readonly permutations: number
}

export const severityBenchHeads = headIds.filter((head) => !JOINT.includes(head))

async function writeCohort(folder: string, patients: number): Promise<string> {
  const random = createRandom(5)
  const { features, ratings } = drawCohort(WORLD, drawDirections(WORLD, random), {
    random,
    patients,
    first: 1,
  })
  const file = join(folder, `cohort-${patients}.json`)
  await writeFile(
    file,
    JSON.stringify({
      features: features.map(({ values }) => Array.from(values)),
      patients: features.map(({ patientCode }) => patientCode),
      ratings: ratings[0],
    }),
  )
  return file
}

const oursSchema = z.object({
  seconds: z.number(),
  cpuSeconds: z.number(),
  peakMb: z.number(),
  permutations: z.number(),
})
const theirsSchema = z.object({ sklearn: z.string(), seconds: z.number(), peakMb: z.number() })

async function fitOurs(file: string, head: HeadId, permutations: number) {
  const args = ['--disable-warning=ExperimentalWarning', childScript, file, head, String(permutations)]
  const { stdout } = await run(process.execPath, args)
  return oursSchema.parse(JSON.parse(stdout))
}

/** One nested model; null, with the reason on standard error, where there is no scikit-learn. */
async function fitTheirs(file: string, head: HeadId): Promise<z.infer<typeof theirsSchema> | null> {
  // One core, as ours.
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' }
  try {
    const args = ['-W', 'ignore', baselineScript, file, head]
    const { stdout } = await run('/usr/bin/python3', args, { env })
    return theirsSchema.parse(JSON.parse(stdout))
  } catch (error) {
    console.error(
      `No scikit-learn to compare with: ${error instanceof Error ? error.message : String(error)}`,
    )
    return null
  }
}

/** Models whose setting is chosen anew in one validation; those of the learning curve, and of ridge's groups, are not counted. */
function nestedModels(head: HeadId, patients: number, permutations: number): number {
  if (SMOOTHERS.includes(head)) return patients * (1 + permutations) + (patients * (patients - 1)) / 2
  const [groups, fifths] = [Math.min(patients, 10), 5]
  const leftGroups = groups + (groups * (groups - 1)) / 2 + (groups * (groups - 1) * (groups - 2)) / 6
  return patients + leftGroups + fifths * (1 + permutations)
}

/**
 * Every head's whole validation of one item (4 visits a patient, 512 values), each in a process of its own, beside scikit-learn: it fits one nested
 * model in the same run, whose time is multiplied, as it has no way from one to the others. Counted are seconds of the processor, so that a busy
 * machine tells the same.
 */
export async function benchSeverity(
  folder: string,
  { patients, heads, permutations }: SeverityBench,
): Promise<BenchRow[]> {
  const file = await writeCohort(folder, patients)
  const rows: BenchRow[] = []
  for (const head of heads) {
    console.error(`  ${head}, ${patients} patients …`)
    const theirs = await fitTheirs(file, head)
    const ours = await fitOurs(file, head, permutations)
    const name = `${headWords[head].title}, ${patients} patients`
    const models = nestedModels(head, patients, ours.permutations)
    const baselineName = theirs === null ? 'no scikit-learn' : `scikit-learn ${theirs.sklearn}`
    const baseline = (theirs?.seconds ?? NaN) * models
    rows.push(
      {
        ...{ name: `${name}: whole validation`, unit: 's', ours: ours.cpuSeconds, baselineName, baseline },
        ratio: baseline / ours.cpuSeconds,
        note: `of processor; ${ours.permutations} permutations; ${ours.seconds.toFixed(1)} s passed; baseline: one of ${models} nested models took ${(theirs?.seconds ?? NaN).toPrecision(2)} s`,
      },
      {
        ...{ name: `${name}: most memory`, unit: 'MB', ours: ours.peakMb, baselineName },
        baseline: theirs?.peakMb ?? NaN,
        ratio: (theirs?.peakMb ?? NaN) / ours.peakMb,
        note: 'of the process; the baseline holds one model at a time',
      },
    )
  }
  return rows
}
