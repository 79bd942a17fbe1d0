/**
 * npm run -s cli -- <command> …: the command line. Sets up what is missing first, and tells about that on
 * stderr only: stdout belongs to the command.
 */
import { runCommandLine } from './command-line.mjs'
import { isReadyForCommandLine, setUp } from './steps/set-up.mjs'

const ready = (await isReadyForCommandLine())
  ? 'complete'
  : await setUp({ window: false, stream: process.stderr })

// With a partial set-up the command itself says what it misses; many do not need it.
process.exitCode =
  ready === 'unusable'
    ? 1
    : // npm changes to the project's folder; the user is elsewhere.
      await runCommandLine(process.argv.slice(2), { cwd: process.env['INIT_CWD'] ?? process.cwd() })
