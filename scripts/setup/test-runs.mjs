/** Vitest, started as a user would and as lanes of the whole run. */
import { mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasDisplay, withDisplay } from './display.mjs'
import { electronEnvironment } from './electron-runtime.mjs'
import { runWatched } from './lanes.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { countTests, failedTests } from './test-counts.mjs'

const vitest = join(nodeModules, 'vitest', 'vitest.mjs')
const pulse = join(import.meta.dirname, 'test-pulse.mjs')

/** More than a single test may take (see vitest.config.ts), so that one that hangs fails by its name. */
const silenceMs = () => (process.env['EMOCLIP_THOROUGH'] === '1' ? 10 : 1) * 15 * 60_000

/** A disk in memory that programs may be started from, on Linux. */
const memoryDisk = '/dev/shm'
/** Many times what the tests of all lanes keep there at a time. */
const ROOM_BYTES = 8 * 2 ** 30

/**
 * Where the tests put what they throw away: unit tests in memory where there is room, as they wait for the disk
 * otherwise. The other projects look at what whole programs do with files, and do it on a disk.
 *
 * @param {string[]} args of Vitest
 */
async function placeForScratch(args) {
  if (!args.includes('unit')) return tmpdir()
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '')
  const mount = mounts.split('\n').find((line) => line.split(' ')[1] === memoryDisk) ?? 'none'
  if (!mount.startsWith('tmpfs ') || mount.includes('noexec')) return tmpdir()
  const { bavail, bsize } = await statfs(memoryDisk)
  return Math.min(bavail * bsize, freemem()) < ROOM_BYTES ? tmpdir() : memoryDisk
}

/** What Node compiled, types taken out, for the many programs that tests start; as easily got rid of as its folder. */
const compiled = join(nodeModules, '.cache', 'compiled')

/**
 * Runs Vitest and counts.
 *
 * @param {string[]} args
 * @param {(program: [string, ...string[]], env: NodeJS.ProcessEnv) => Promise<number>} run gives its exit code
 */
async function counted(args, run) {
  const folder = await mkdtemp(join(await placeForScratch(args), 'emoclip-test-'))
  const env = { ...electronEnvironment(), TMPDIR: folder, NODE_COMPILE_CACHE: compiled }
  const reportFile = join(folder, 'report.json')
  try {
    const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`]
    const code = await run([nodeForTools(), vitest, 'run', ...reports, ...args], env)
    const text = await readFile(reportFile, 'utf8').catch(() => 'null')
    const report = JSON.parse(text)
    return { code, counts: countTests(report, code), failures: failedTests(report, projectRoot) }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
  }
}

/**
 * The tests that `args` of Vitest choose, on this terminal.
 *
 * @param {string[]} args
 * @param {{ window: boolean }} options whether they open windows
 */
export async function runChosen(args, { window }) {
  const onScreen = window
    ? withDisplay
    : (/** @type {(env: NodeJS.ProcessEnv) => Promise<number>} */ run) => run(process.env)
  const { counts, failures } = await counted(args, ([command, ...rest], own) =>
    onScreen((env) => passThrough(command, rest, { cwd: projectRoot, env: { ...env, ...own } })),
  )
  return { ...counts, failures }
}

/** Runs the unit tests again with each change, until it is stopped. @param {string[]} args */
export const watch = (args) => passThrough(nodeForTools(), [vitest, 'watch', ...args], { cwd: projectRoot })

/**
 * @typedef {object} TestLane
 * @property {string} name
 * @property {string[]} args
 * @property {boolean} [window] the built program is started in it
 */

/**
 * Every test there is. Windows side by side would take the keys from one another; on virtual screens each lane has
 * one of its own.
 *
 * @returns {TestLane[]}
 */
function testLanes() {
  const parts = (/** @type {string} */ project, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, index) => {
      const part = `${index + 1}/${count}`
      return {
        name: count === 1 ? project : `${project} ${part}`,
        args: ['--project', project, `--shard=${part}`],
        window: project === 'e2e',
      }
    })
  return [
    ...parts('e2e', hasDisplay() ? 1 : 3),
    ...parts('integration', 2),
    // Two, so that no core waits for the other at the end.
    ...parts('unit', 2),
    ...parts('renderer', 1),
  ]
}

/**
 * The lanes, and what they will have counted when they have run.
 *
 * @param {{ built: string }} options name of the lane that builds the program
 */
export function countingLanes({ built }) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: /** @type {string[]} */ ([]) }
  /** @type {import('./lanes.mjs').Lane[]} */
  const lanes = testLanes().map(({ name, args, window }) => ({
    name,
    ...(window === true ? { after: built } : {}),
    run: async (say) => {
      const watched = (/** @type {NodeJS.ProcessEnv} */ env) =>
        counted([...args, '--maxWorkers=1', `--reporter=${pulse}`], (program, own) =>
          runWatched(program, {
            ...{ cwd: projectRoot, silenceMs: silenceMs(), say },
            env: { ...env, ...own },
          }),
        )
      const { code, counts, failures } = await (
        window === true ? withDisplay(watched) : watched(process.env)
      ).catch((error) => {
        say(error instanceof Error ? error.message : String(error))
        return { code: 1, counts: countTests(null, 1), failures: [] }
      })
      total.passed += counts.passed
      total.failed += counts.failed
      total.skipped += counts.skipped
      total.failures.push(...failures.map((failure) => `[${name}] ${failure}`))
      return code === 0 && counts.failed === 0 ? 0 : Math.max(code, 1)
    },
  }))
  return { lanes, total }
}
