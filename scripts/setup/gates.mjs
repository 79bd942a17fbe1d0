/** What every change must pass besides its tests. `npm run check` and `npm test` share it. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { runWatched } from './lanes.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'

/** A lane takes a core and a gigabyte. */
export const slots = Math.min(Math.max(availableParallelism(), 2), 6)

/** None of the tools says anything while it works. */
const SILENCE_MS = 20 * 60_000

/** @param {string[]} script path of a tool below node_modules @param {string[]} args */
const tool =
  (script, args) =>
  /** @param {(line: string) => void} say */
  (say) =>
    runWatched([nodeForTools(), join(nodeModules, ...script), ...args], {
      ...{ cwd: projectRoot, silenceMs: SILENCE_MS, say },
    })

/** @type {import('./lanes.mjs').Lane[]} */
export const gates = [
  { name: 'build', run: async () => (await buildApp({ stdio: ['ignore', 2, 2] })).code },
  // Without ESLint's cache: its rules look at the types of other files, which the cache does not know of.
  { name: 'lint', run: tool(['eslint', 'bin', 'eslint.js'], ['.', '--max-warnings', '0']) },
  { name: 'types', run: tool(['vue-tsc', 'bin', 'vue-tsc.js'], ['--build']) },
  { name: 'format', run: tool(['prettier', 'bin', 'prettier.cjs'], ['--check', '--log-level', 'warn', '.']) },
]

/** One gate by its name. @param {string} name */
export function gate(name) {
  const found = gates.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no gate ${name}.`)
  return found
}
