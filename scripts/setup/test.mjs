/**
 * npm test: the set-up, the gates and every test, in lanes beside one another, the end-to-end tests in a real Electron
 * (on a virtual screen where there is none).
 *
 *   --thorough   more of the same: see CONTRIBUTING.md
 *   --watch      runs the chosen tests again with each change, until it is stopped
 *
 * Other arguments go to Vitest; with any, only the tests run: npm test -- --project e2e
 */
import { gates, slots } from './gates.mjs'
import { runLanes } from './lanes.mjs'
import { setUp } from './steps/set-up.mjs'
import { summaryLine } from './test-counts.mjs'
import { countingLanes, runChosen, watch } from './test-runs.mjs'

const own = ['--thorough', '--watch']
const args = process.argv.slice(2).filter((arg) => !own.includes(arg))
if (process.argv.includes('--thorough')) process.env['EMOCLIP_THOROUGH'] = '1'

/** Whether the built program is among what is tested. */
const projects = args.flatMap((arg, index) =>
  arg.startsWith('--project=') ? [arg.slice(10)] : args[index - 1] === '--project' ? [arg] : [],
)
const window = projects.length === 0 || projects.includes('e2e')

/** How many of the gates held. @param {number} all @param {string[]} failed */
const gateCounts = (all, failed) => ({
  ...{ passed: all - failed.length, failed: failed.length, skipped: 0 },
  failures: failed.map((name) => `[${name}] failed, see above`),
})

/** Longest first: these are begun last, so that none of the cores is left alone with a long one at the end. */
const shortOnes = ['types', 'renderer', 'format']

/** @param {import('./lanes.mjs').Lane[]} lanes */
const longestFirst = (lanes) =>
  lanes.toSorted((a, b) => shortOnes.indexOf(a.name) - shortOnes.indexOf(b.name))

async function runAll() {
  const { lanes, total } = countingLanes({ built: 'build' })
  const failed = await runLanes(longestFirst([...gates, ...lanes]), { slots })
  const failedGates = gates.map(({ name }) => name).filter((name) => failed.includes(name))
  return [gateCounts(gates.length, failedGates), total]
}

async function runSome() {
  const steps = gates.filter(({ name }) => window && name === 'build')
  const failed = await runLanes(steps, { slots })
  return [gateCounts(steps.length, failed), await runChosen(args, { window })]
}

const ready = await setUp({ window })
if (process.argv.includes('--watch')) {
  process.exitCode = ready === 'unusable' ? 1 : await watch(args)
} else {
  // Without its packages nothing can be tested, and that is one failure.
  const counts = { passed: 0, failed: ready === 'complete' ? 0 : 1, skipped: 0 }
  let testsRan = 0
  for (const part of ready === 'unusable' ? [] : await (args.length === 0 ? runAll() : runSome())) {
    counts.passed += part.passed
    counts.failed += part.failed
    counts.skipped += part.skipped
    for (const failure of part.failures) process.stdout.write(`${failure}\n`)
    // Of the last part, which is that of the tests.
    testsRan = part.passed + part.failed
  }
  process.stdout.write(`${summaryLine(counts)}\n`)
  process.exitCode = counts.failed === 0 && testsRan > 0 ? 0 : 1
}
