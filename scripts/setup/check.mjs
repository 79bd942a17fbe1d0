/**
 * npm run check: the gate before a commit. Types, lint, format, unit tests, build; `npm test` has the slower
 * tests as well.
 *
 *   NAME…   only those: build, lint, types, format
 */
import { gate, gates, slots } from './gates.mjs'
import { runLanes } from './lanes.mjs'
import { setUp } from './steps/set-up.mjs'
import { countingLanes } from './test-runs.mjs'

const named = process.argv.slice(2).map(gate)
const unitTests = countingLanes({ built: 'build' }).lanes.filter(({ name }) => /^(unit|renderer)/.test(name))

const ready = await setUp({ window: false })
const lanes = named.length > 0 ? named : [...gates, ...unitTests]
const failed = ready === 'unusable' ? ['setup'] : await runLanes(lanes, { slots })
process.stdout.write(failed.length === 0 ? 'All gates passed.\n' : `Failed: ${failed.join(', ')}.\n`)
process.exitCode = failed.length === 0 ? 0 : 1
