/**
 * npm run dev: the app with live reload. What follows `--` goes to the app: npm run dev -- --study=<folder>
 */
import { join } from 'node:path'
import { forgetBuild } from './build.mjs'
import { withDisplay } from './display.mjs'
import { electronEnvironment, electronSwitches } from './electron-runtime.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { setUp } from './steps/set-up.mjs'

const ready = await setUp()
// Its program in out/ is one under development, which must not be taken for the built one.
await forgetBuild()
process.exitCode =
  ready === 'unusable'
    ? 1
    : await withDisplay((env) =>
        passThrough(
          nodeForTools(),
          [
            join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js'),
            'dev',
            ...(electronSwitches().length > 0 ? ['--noSandbox'] : []),
            '--',
            ...process.argv.slice(2),
          ],
          { cwd: projectRoot, env: { ...env, ...electronEnvironment() } },
        ),
      )
