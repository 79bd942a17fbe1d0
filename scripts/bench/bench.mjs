/** npm run bench: set-up, build, then the measurements of scripts/bench on a (virtual) screen. */
import { join } from 'node:path'
import { buildApp } from '../setup/build.mjs'
import { withDisplay } from '../setup/display.mjs'
import { electronEnvironment } from '../setup/electron-runtime.mjs'
import { nodeForTools } from '../setup/node-for-tools.mjs'
import { projectRoot } from '../setup/paths.mjs'
import { passThrough } from '../setup/processes.mjs'
import { setUp } from '../setup/steps/set-up.mjs'

const ready = (await setUp()) === 'complete' && (await buildApp({ stdio: ['ignore', 2, 2] })).code === 0
process.exitCode = ready
  ? await withDisplay((env) =>
      passThrough(
        nodeForTools(),
        [
          '--disable-warning=ExperimentalWarning',
          join(projectRoot, 'scripts', 'bench', 'index.ts'),
          ...process.argv.slice(2),
        ],
        { cwd: projectRoot, env: { ...env, ...electronEnvironment() } },
      ),
    )
  : 1
