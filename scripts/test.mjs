/**
 * npm test: the set-up, the gates and every test, the last of them in a real Electron (on a virtual screen
 * where there is none). Arguments go to Vitest; with any, only the tests run: npm test -- --project e2e
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withDisplay } from './display.mjs'
import { electronEnvironment } from './electron-runtime.mjs'
import { gates, runGates } from './gates.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { setUp } from './setup/set-up.mjs'
import { countTests, summaryLine } from './test-counts.mjs'

/** @param {string[]} args */
async function runTests(args) {
  const folder = await mkdtemp(join(tmpdir(), 'emoclip-test-'))
  const reportFile = join(folder, 'report.json')
  try {
    const code = await withDisplay((env) =>
      passThrough(
        nodeForTools(),
        [
          join(nodeModules, 'vitest', 'vitest.mjs'),
          'run',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${reportFile}`,
          ...args,
        ],
        { cwd: projectRoot, env: { ...env, ...electronEnvironment() } },
      ),
    )
    const text = await readFile(reportFile, 'utf8').catch(() => 'null')
    return countTests(JSON.parse(text), code)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const args = process.argv.slice(2)
const ready = await setUp()
// Without its packages nothing can be tested, and that is one failure.
const setUpFailures = ready === 'complete' ? 0 : 1
let counts = { passed: 0, failed: setUpFailures, skipped: 0 }
let testsRan = 0
if (ready !== 'unusable') {
  const steps = args.length === 0 ? gates : gates.filter(({ name }) => name === 'build')
  const failed = await runGates(steps)
  const tests = await runTests(args).catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    return countTests(null, 1)
  })
  testsRan = tests.passed + tests.failed
  counts = {
    passed: steps.length - failed.length + tests.passed,
    failed: setUpFailures + failed.length + tests.failed,
    skipped: tests.skipped,
  }
}
process.stdout.write(`${summaryLine(counts)}\n`)
process.exitCode = counts.failed === 0 && testsRan > 0 ? 0 : 1
