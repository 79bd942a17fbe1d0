/**
 * `npm run -s simulate -- severity --patients N --effect R --runs K --seed S [--json]`: draws made-up cohorts, fits them as the program does, and prints how
 * often its intervals hold the truth, its test rejects and its words claim something. More of a cell: `--visits 1-4`, `--floor` (most ratings
 * lowest), `--items 7`, `--permutations 999`, `--new-patients 300` (on whom the truth is measured), `--dim 256`, `--head pls`.
 */
import { parseArgs } from 'node:util'
import { headIds } from '#shared/domain/head-kind.ts'
import type { HeadId } from '#shared/domain/head-kind.ts'
import { simulateCell } from './cell.ts'
import type { CellPlan } from './cell.ts'

const usage =
  'npm run -s simulate -- severity --patients N --effect R --runs K --seed S [--json] [--visits 1-4] [--floor] [--items 1] [--permutations 999] [--new-patients 300] [--dim 256] [--head ridge]'

class UsageError extends Error {}

function numberOf(name: string, text: string, [least, most]: readonly [number, number]): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new UsageError(`--${name} is a number from ${least} to ${most}, not “${text}”.`)
  }
  return value
}

function wholeOf(name: string, text: string, ends: readonly [number, number]): number {
  const value = numberOf(name, text, ends)
  if (!Number.isInteger(value)) throw new UsageError(`--${name} is a whole number, not “${text}”.`)
  return value
}

function headOf(text: string): HeadId {
  const head = headIds.find((id) => id === text)
  if (head === undefined) throw new UsageError(`--head is one of ${headIds.join(', ')}, not “${text}”.`)
  return head
}

function visitsOf(text: string): [number, number] {
  const [first = '', last = first] = text.split('-')
  const least = wholeOf('visits', first, [1, 20])
  return [least, wholeOf('visits', last, [least, 20])]
}

function readPlan(args: readonly string[]): { plan: CellPlan; asJson: boolean } {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      patients: { type: 'string', default: '20' },
      effect: { type: 'string', default: '0' },
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: '1' },
      visits: { type: 'string', default: '1-4' },
      items: { type: 'string', default: '1' },
      permutations: { type: 'string', default: '999' },
      'new-patients': { type: 'string', default: '300' },
      dim: { type: 'string', default: '256' },
      head: { type: 'string', default: 'ridge' },
      floor: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  if (positionals.join() !== 'severity') throw new UsageError('What is to be simulated? There is: severity.')
  const plan: CellPlan = {
    patients: wholeOf('patients', values.patients, [8, 1000]),
    effect: numberOf('effect', values.effect, [0, 1]),
    runs: wholeOf('runs', values.runs, [1, 100_000]),
    seed: wholeOf('seed', values.seed, [0, 20_000]),
    visits: visitsOf(values.visits),
    items: wholeOf('items', values.items, [1, 50]),
    permutations: wholeOf('permutations', values.permutations, [19, 9999]),
    newPatients: wholeOf('new-patients', values['new-patients'], [2, 10_000]),
    dim: wholeOf('dim', values.dim, [1, 4096]),
    floorHeavy: values.floor,
    head: headOf(values.head),
  }
  return { plan, asJson: values.json }
}

function readOrLeave(args: readonly string[]): { plan: CellPlan; asJson: boolean } {
  try {
    return readPlan(args)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
    process.exit(2)
  }
}

const { plan, asJson } = readOrLeave(process.argv.slice(2))
const started = performance.now()
const rates = await simulateCell(plan, (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${plan.runs} cohorts`)
})
if (process.stderr.isTTY) process.stderr.write('\r')
const secondsPerCohort = (performance.now() - started) / 1000 / plan.runs
if (asJson) {
  console.log(JSON.stringify({ ...plan, ...rates, secondsPerCohort }, null, 2))
} else {
  const { coverage, rejects, rejectsAny, saysRelation, saysOpposite } = rates
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`
  console.table(Object.fromEntries(Object.entries(coverage).map(([name, value]) => [name, percent(value)])))
  console.table({
    rejects: percent(rejects),
    rejectsAny: percent(rejectsAny),
    saysRelation: percent(saysRelation),
    saysOpposite: percent(saysOpposite),
  })
  console.log(`${plan.runs} cohorts, ${secondsPerCohort.toFixed(2)} s each.`)
}
