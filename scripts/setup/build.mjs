/**
 * npm run build: compiles the app into out/. Nothing is compiled when nothing it is made of has changed.
 *
 *   --force   compile anyway
 */
import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { contentHash } from './content-hash.mjs'
import { electronEnvironment } from './electron-runtime.mjs'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, projectRoot } from './paths.mjs'
import { passThrough } from './processes.mjs'
import { setUp } from './steps/set-up.mjs'

/** What the built program hangs on. */
export const SOURCES = [
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
  'resources/icons',
  'resources/scales',
  'src-main',
  'src-renderer',
  'src-shared',
  'tsconfig.base.json',
  'tsconfig.json',
]
const stampFile = join(projectRoot, 'out', '.built-from')
export const builtMain = join(projectRoot, 'out', 'main', 'index.js')

/** What lies in out/ next is of another kind, or half of it: the next build compiles anew. */
export const forgetBuild = () => rm(stampFile, { force: true })

/**
 * @param {{ force?: boolean, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }}
 *   [options]
 * @returns {Promise<{ code: number, isNew: boolean }>} code: that of the compiler, 0 when there was nothing
 *   to do
 */
export async function buildApp({ force = false, env = process.env, stdio = 'inherit' } = {}) {
  const hash = await contentHash(projectRoot, SOURCES)
  const builtFrom = existsSync(builtMain) ? await readFile(stampFile, 'utf8').catch(() => '') : ''
  if (!force && builtFrom === hash) return { code: 0, isNew: false }

  await forgetBuild()
  const tool = join(nodeModules, 'electron-vite', 'bin', 'electron-vite.js')
  const code = await passThrough(nodeForTools(), [tool, 'build'], {
    cwd: projectRoot,
    env: { ...env, ...electronEnvironment() },
    stdio,
  })
  if (code === 0) await writeFile(stampFile, hash)
  return { code, isNew: true }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const ready = await setUp({ window: false })
  const { code, isNew } =
    ready === 'unusable'
      ? { code: 1, isNew: true }
      : await buildApp({ force: process.argv.includes('--force') })
  if (!isNew) process.stdout.write('out/ is up to date.\n')
  process.exitCode = code
}
