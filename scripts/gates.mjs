/** What every change must pass besides its tests. `npm run check` and `npm test` share it. */
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { formatDuration } from './setup/progress.mjs'

/** @param {string[]} script path of a tool below node_modules @param {string[]} args */
const tool = (script, args) => () =>
  passThrough(nodeForTools(), [join(nodeModules, ...script), ...args], {
    cwd: projectRoot,
    // What they have to say is for people; the last line of stdout belongs to the result.
    stdio: ['ignore', 2, 2],
  })

/** @type {{ name: string, run: () => Promise<number> }[]} */
export const gates = [
  // Without ESLint's cache: its rules look at the types of other files, which the cache does not know of.
  { name: 'lint', run: tool(['eslint', 'bin', 'eslint.js'], ['.', '--max-warnings', '0']) },
  { name: 'types', run: tool(['vue-tsc', 'bin', 'vue-tsc.js'], ['--build']) },
  { name: 'format', run: tool(['prettier', 'bin', 'prettier.cjs'], ['--check', '--log-level', 'warn', '.']) },
  { name: 'build', run: async () => (await buildApp({ stdio: ['ignore', 2, 2] })).code },
]

/**
 * Runs them, two at a time, each on a thread of its own; also after a failure, so that one run shows everything.
 *
 * @param {{ name: string, run: () => Promise<number> }[]} steps
 * @returns {Promise<string[]>} the names of those that failed
 */
export async function runGates(steps) {
  /** @type {string[]} */
  const failed = []
  const waiting = [...steps]
  const lane = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      const { name, run } = step
      const startedAt = performance.now()
      const code = await run()
      if (code !== 0) failed.push(name)
      const outcome = code === 0 ? 'passed' : `FAILED (exit code ${code})`
      process.stderr.write(
        `  ${name.padEnd(8)} ${outcome}, ${formatDuration(performance.now() - startedAt)}\n`,
      )
    }
  }
  await Promise.all([lane(), lane()])
  return failed
}
