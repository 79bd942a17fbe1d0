/**
 * npm run -s cli -- <command> …: the command line. Sets up what is missing, tells about that on stderr only
 * (stdout belongs to the command), and runs the TypeScript source as it is: Node strips the types.
 */
import { join } from 'node:path'
import { electronEnvironment } from './electron-runtime.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { isReadyForCommandLine, setUp } from './setup/set-up.mjs'

const ready = (await isReadyForCommandLine())
  ? 'complete'
  : await setUp({ window: false, stream: process.stderr })

// With a partial set-up the command itself says what it misses; many do not need it.
if (ready === 'unusable') {
  process.exitCode = 1
} else {
  const program = join(projectRoot, 'src-main', 'cli', 'index.ts')
  // The command line runs in Node, whose SQLite is the prebuilt one.
  const { EMOCLIP_SQLITE_BINDING: _, ...env } = { ...process.env, ...electronEnvironment() }
  process.exitCode = await passThrough(
    nodeForTools(),
    ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)],
    // npm changes to the project's folder; paths on the command line are meant from where the user is.
    { cwd: process.env['INIT_CWD'] ?? process.cwd(), env },
  )
}
