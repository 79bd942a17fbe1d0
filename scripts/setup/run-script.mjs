/** Starts a TypeScript file below `scripts/` as a command of its own, and sets up what is missing first. */
import { join } from 'node:path'
import { nodeForTools } from './node-for-tools.mjs'
import { projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { isReadyForCommandLine, setUp } from './steps/set-up.mjs'

/**
 * The command's own output stays alone on stdout; paths in its arguments are meant from where npm was called.
 * @param {string} name path of the file below `scripts/`
 * @returns {Promise<number>} its exit code
 */
export async function runScript(name) {
  const ready = (await isReadyForCommandLine())
    ? 'complete'
    : await setUp({ window: false, stream: process.stderr })
  if (ready === 'unusable') return 1
  const script = join(projectRoot, 'scripts', name)
  const args = ['--disable-warning=ExperimentalWarning', script, ...process.argv.slice(2)]
  return passThrough(nodeForTools(), args, { cwd: process.env['INIT_CWD'] ?? process.cwd() })
}
