/** npm run bench: set-up, build, then the measurements of scripts/bench on a (virtual) screen. */
import { join } from 'node:path'
import { buildApp } from './build.mjs'
import { withDisplay } from './display.mjs'
import { electronEnvironment } from './electron-runtime.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { setUp } from './setup/set-up.mjs'

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
