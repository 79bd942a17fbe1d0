/**
 * Starts the program's command line from its TypeScript source: Node strips the types, nothing is compiled.
 */
import { join } from 'node:path'
import { electronEnvironment } from './electron-runtime.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'

/**
 * @param {string[]} args
 * @param {{ cwd: string }} options relative paths in the arguments are meant from there
 * @returns {Promise<number>} its exit code
 */
export function runCommandLine(args, { cwd }) {
  const program = join(projectRoot, 'src-main', 'cli', 'index.ts')
  // It runs in Node, whose SQLite is the prebuilt one.
  const env = { ...process.env, ...electronEnvironment(), EMOCLIP_SQLITE_BINDING: undefined }
  return passThrough(nodeForTools(), ['--disable-warning=ExperimentalWarning', program, ...args], {
    cwd,
    env,
  })
}
