/**
 * Everything between a fresh clone and a program that runs, step by step. Every step looks first and does
 * only what is missing, so that the scripts can call this each time they start.
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { contentHash } from '../content-hash.mjs'
import { ensureElectron, readRuntime } from '../electron-runtime.mjs'
import { projectRoot, runtimeFile, setupFolder } from '../paths.mjs'
import { defaultPackFiles, ensureDefaultPack } from './default-pack.mjs'
import { findFfmpeg } from './ffmpeg.mjs'
import { ensurePackages } from './packages.mjs'
import { createProgress, formatDuration } from './progress.mjs'
import { ensureSqliteBinding } from './sqlite-binding.mjs'
import { ensureSystemLibraries } from './system-libraries.mjs'

const stampFile = join(setupFolder, 'command-line.json')

/** What the command line's readiness hangs on: the packages, and the scripts that make the rest. */
const readinessKey = async () =>
  `${process.platform}-${process.arch} ` +
  (await contentHash(projectRoot, [
    'package-lock.json',
    'scripts/setup/steps',
    'scripts/tools/build-default-pack.ts',
    'scripts/tools/default-pack',
    'src-main/core/packs/onnx',
  ]))

/**
 * Whether the command line can start at once: the same set-up went through before, and what it found is still
 * there.
 */
export async function isReadyForCommandLine() {
  try {
    const { key } = JSON.parse(await readFile(stampFile, 'utf8'))
    const { ffmpegPath, ffprobePath } = readRuntime()
    const files = [ffmpegPath, ffprobePath, ...defaultPackFiles]
    return files.every((file) => file !== null && existsSync(file)) && key === (await readinessKey())
  } catch {
    return false
  }
}

/** @param {string} file @param {unknown} value */
async function writeJson(file, value) {
  await mkdir(setupFolder, { recursive: true })
  // Others may be reading it.
  const partial = `${file}.${process.pid}`
  await writeFile(partial, JSON.stringify(value, null, 2) + '\n')
  await rename(partial, file)
}

/**
 * @typedef {object} SetUpOptions
 * @property {boolean} [window] false: only what the command line needs (no Electron)
 * @property {boolean} [retryElectron] try again to fetch the electron package's binary although that failed
 *   before
 * @property {NodeJS.WritableStream} [stream] where progress goes
 *
 * @param {SetUpOptions} [options]
 * @returns {Promise<'complete' | 'partial' | 'unusable'>} partial: a step failed that not everything needs;
 *   unusable: not even the packages are there
 */
export async function setUp({ window = true, retryElectron = false, stream = process.stderr } = {}) {
  const startedAt = performance.now()
  stream.write('Set-up\n')
  const progress = createProgress(stream)
  const { step } = progress

  const packages = await step('npm packages', ensurePackages)
  await step('system libraries', (say) => ensureSystemLibraries(say, { window }))
  // Nothing below works without the packages, and one sentence about that is enough.
  if (packages === null) return finish()

  const ffmpeg = await step('ffmpeg', findFfmpeg)
  const before = readRuntime()
  const electron = window
    ? await step('Electron', (say) => ensureElectron(say, { retry: retryElectron }))
    : before.electron
  // The compiler and the converter need not wait for each other.
  const [sqliteBinding, pack] = await Promise.all([
    window && electron !== null
      ? step('SQLite', (say) => ensureSqliteBinding(electron, say))
      : before.sqliteBinding,
    step('model pack', ensureDefaultPack),
  ])
  /** @type {import('../electron-runtime.mjs').Runtime} */
  const runtime = {
    electron,
    sqliteBinding,
    ffmpegPath: ffmpeg?.ffmpegPath ?? null,
    ffprobePath: ffmpeg?.ffprobePath ?? null,
  }
  await writeJson(runtimeFile, runtime)
  if (ffmpeg !== null && pack !== null) await writeJson(stampFile, { key: await readinessKey() })
  return finish()

  function finish() {
    const { length } = progress.problems
    const outcome =
      length === 0 ? 'Set-up is complete' : `Set-up is NOT complete: ${length} of the steps above failed`
    stream.write(`${outcome} (${formatDuration(performance.now() - startedAt)}).\n`)
    if (packages === null) return 'unusable'
    return length === 0 ? 'complete' : 'partial'
  }
}
