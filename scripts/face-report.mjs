/** npm run -s face-report -- VIDEO [--out FOLDER]: how the patient’s face is seen in one video. */
import { join } from 'node:path'
import { nodeForTools } from './node-for-tools.mjs'
import { projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { isReadyForCommandLine, setUp } from './setup/set-up.mjs'

const ready = (await isReadyForCommandLine())
  ? 'complete'
  : await setUp({ window: false, stream: process.stderr })

process.exitCode =
  ready === 'unusable'
    ? 1
    : await passThrough(
        nodeForTools(),
        [
          '--disable-warning=ExperimentalWarning',
          join(projectRoot, 'scripts', 'face-report.ts'),
          ...process.argv.slice(2),
        ],
        { cwd: process.env['INIT_CWD'] ?? process.cwd() },
      )
