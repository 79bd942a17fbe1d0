/** What every change must pass besides its tests. `npm run check` and `npm test` share it. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { writeComponentScripts } from './component-scripts.mjs'
import { runWatched } from './lanes.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'

/** A lane takes a core and a gigabyte. */
export const slots = Math.min(Math.max(availableParallelism(), 2), 6)

/** None of the tools says anything while it works. */
const SILENCE_MS = 20 * 60_000

/**
 * @typedef {(line: string) => void} Say
 *
 * @param {string[]} script path of a tool below node_modules
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [more] for its environment
 */
const tool =
  (script, args, more = {}) =>
  /** @param {Say} say */
  (say) =>
    runWatched([nodeForTools(), join(nodeModules, ...script), ...args], {
      ...{ cwd: projectRoot, env: { ...process.env, ...more }, silenceMs: SILENCE_MS, say },
    })

/** By types, on one core as every lane. @param {string} place */
const oxlint = (place) =>
  tool(
    ['oxlint', 'bin', 'oxlint'],
    ['--config', 'oxlint.config.js', '--deny-warnings', '--threads=1', place],
    {
      GOMAXPROCS: '1',
    },
  )

/** @param {Say} say */
async function oxlintComponents(say) {
  const folder = writeComponentScripts()
  try {
    return await oxlint(join(folder, 'src-renderer'))((line) =>
      say(line.replace(/\S*(src-renderer\S+\.vue)\.ts/, '$1')),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Folders without components, each with a tsconfig.json of its own. */
const withoutComponents = ['src-shared', 'src-main/core', 'src-main/preload', 'src-main', 'scripts']

/** What was written down of a component that is no more: a test that still asks for it would be believed. */
function forgetGoneComponents() {
  const known = join(nodeModules, '.cache', 'tsc', 'src-renderer')
  if (!existsSync(known)) return
  for (const file of readdirSync(known, { recursive: true, encoding: 'utf8' })) {
    const component = file.endsWith('.vue.d.ts') ? file.slice(0, -'.d.ts'.length) : null
    if (component !== null && !existsSync(join(projectRoot, 'src-renderer', component))) {
      rmSync(join(known, file))
    }
  }
}

/**
 * The native compiler takes a part of the time but reads no components: those are checked by vue-tsc, which also writes
 * down what tests may know of them. Each step stands on the declarations of the one before, and goes on after a failure.
 *
 * @param {Say} say
 */
async function types(say) {
  forgetGoneComponents()
  const native = ['typescript-native', 'bin', 'tsc']
  const steps = [
    tool(native, ['--build', ...withoutComponents]),
    tool(['vue-tsc', 'bin', 'vue-tsc.js'], ['--project', 'src-renderer']),
    tool(native, ['--project', 'test']),
  ]
  let code = 0
  for (const step of steps) code = Math.max(code, await step(say))
  return code
}

/** Of all files only the components, where there is no time for what oxlint says as well. @param {Say} say */
const eslint = (say) => {
  const files = process.env['EMOCLIP_THOROUGH'] === '1' ? '.' : 'src-renderer/**/*.vue'
  return tool(['eslint', 'bin', 'eslint.js'], [files, '--max-warnings', '0'])(say)
}

/**
 * Prettier has the say, but takes half a minute: files that oxfmt, which writes as it does in a fiftieth of the time,
 * would leave as they are need not be looked at again.
 *
 * @param {Say} say
 */
async function format(say) {
  /** @type {string[]} */
  const lines = []
  const quick = ['--list-different', '--threads=1', '--config', '.prettierrc.json', '.']
  const code = await tool(['oxfmt', 'bin', 'oxfmt'], quick)((line) => void lines.push(line))
  const files = lines.filter((line) => existsSync(join(projectRoot, line)))
  // Of what it cannot read it says more than the name.
  const others = lines.filter((line) => !files.includes(line))
  for (const line of others) say(line)
  if (code === 0 || others.length > 0) return code
  return tool(['prettier', 'bin', 'prettier.cjs'], ['--check', '--log-level', 'warn', ...files])(say)
}

/** All of it, also after a failure. @param {Say} say */
async function lint(say) {
  return Math.max(await oxlint('.')(say), await oxlintComponents(say), await eslint(say))
}

/** @type {import('./lanes.mjs').Lane[]} */
export const gates = [
  { name: 'build', run: async () => (await buildApp({ stdio: ['ignore', 2, 2] })).code },
  { name: 'lint', run: lint },
  { name: 'types', run: types },
  { name: 'format', run: format },
]

/** One gate by its name. @param {string} name */
export function gate(name) {
  const found = gates.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no gate ${name}.`)
  return found
}
