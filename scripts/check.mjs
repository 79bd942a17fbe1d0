/**
 * npm run check: the gate before a commit. Types, lint, format, unit tests, build; `npm test` has the slower
 * tests as well.
 */
import { join } from 'node:path'
import { gates, runGates } from './gates.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { setUp } from './setup/set-up.mjs'

const unitTests = {
  name: 'tests',
  run: () =>
    passThrough(
      nodeForTools(),
      [join(nodeModules, 'vitest', 'vitest.mjs'), 'run', '--project', 'unit', '--project', 'renderer'],
      { cwd: projectRoot },
    ),
}

const ready = await setUp({ window: false })
const failed = ready === 'unusable' ? ['setup'] : await runGates([...gates, unitTests])
process.stdout.write(failed.length === 0 ? 'All gates passed.\n' : `Failed: ${failed.join(', ')}.\n`)
process.exitCode = failed.length === 0 ? 0 : 1
