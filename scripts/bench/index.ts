/**
 * `npm run bench -- [inference] [import] [prediction] [interview] [journal] [library] [start] [severity] [--json]`: ratios to named baselines,
 * measured in one run. Runs in Node 24 with a display (a virtual one will do) for `library` and `start`. Of `severity`: `--patients=20` (200 take
 * long), `--heads=ridge,gp` (all but `mlp`, unless it is named), `--permutations=999`.
 */
import { parseArgs } from 'node:util'
import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEnvironment } from '../../src-main/cli/environment.ts'
import { benchImport } from './import.ts'
import { benchInference } from './inference.ts'
import { benchInterview } from './interview.ts'
import { benchJournal } from './journal.ts'
import { benchPrediction } from './prediction.ts'
import { asTable } from './report.ts'
import type { BenchRow } from './report.ts'
import { benchSeverity, severityBenchHeads } from './severity.ts'
import { benchColdStart, benchLibraryScroll } from './window.ts'

const most = ['inference', 'import', 'prediction', 'interview', 'journal', 'library', 'start'] as const
const names = [...most, 'severity'] as const
const { values: options, positionals: asked } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    patients: { type: 'string', default: '20' },
    // A network takes longer than all others together: only where it is named.
    heads: { type: 'string', default: severityBenchHeads.filter((head) => head !== 'mlp').join() },
    permutations: { type: 'string', default: '999' },
  },
})
const unknown = asked.filter((name) => !(names as readonly string[]).includes(name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${names.join(', ')}.`)
  process.exit(2)
}
const wanted = (name: (typeof names)[number]): boolean => asked.length === 0 || asked.includes(name)

const folder = await mkdtemp(join(tmpdir(), 'emoclip-bench-'))
const environment = await openEnvironment('bench')
const rows: BenchRow[] = []
try {
  const run = async (name: (typeof names)[number], bench: () => Promise<BenchRow[]>): Promise<void> => {
    if (!wanted(name)) return
    console.error(`${name} …`)
    rows.push(...(await bench()))
  }
  await run('inference', () => benchInference(environment, folder))
  await run('prediction', () => benchPrediction(environment, folder))
  await run('interview', () => benchInterview(environment, folder))
  await run('journal', () => benchJournal(environment, folder))
  await run('start', () => benchColdStart(folder))
  await run('library', () => benchLibraryScroll(environment, folder))
  await run('severity', () =>
    benchSeverity(folder, {
      patients: Number(options.patients),
      heads: severityBenchHeads.filter((head) => options.heads.split(',').includes(head)),
      permutations: Number(options.permutations),
    }),
  )
  await run('import', () => benchImport(environment, folder))
} finally {
  await environment.inference.dispose()
  await rm(folder, { recursive: true, force: true })
}
const machine = `${String(cpus().length)} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`
console.log(options.json ? JSON.stringify({ machine, rows }, null, 2) : `${asTable(rows)}\n\n${machine}`)
