/**
 * The one place that chooses the Electron that runs the app on this machine, and says which one it took and
 * why:
 *
 * 1. the one that the user names by ELECTRON_OVERRIDE_DIST_PATH;
 * 2. the `electron` package's own binary, there already or fetched now;
 * 3. where that download is blocked (Linux x64 only): the fallback of setup/fallback-electron.mjs.
 *
 * The code runs on both (see `oldestElectronMajor`).
 */
import { existsSync, readFileSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeForTools } from './node-for-tools.mjs'
import { nodeModules, runtimeFile } from './paths.mjs'
import { capture, lastLines } from './processes.mjs'
import {
  ensureFallbackElectron,
  fallbackFolder,
  fallbackPackage,
  fallbackVersion,
  isFallbackPossible,
  isFallbackThere,
} from './steps/fallback-electron.mjs'
import { SetupProblem } from './steps/progress.mjs'

/**
 * What the app is compiled for, everywhere: the same output then runs on the fallback and on the current
 * Electron.
 */
export const oldestElectronMajor = '33'

/**
 * Electron's binary is fetched from its releases; a closed network says so at once, one that is only slow
 * gets this long.
 */
const DOWNLOAD_LIMIT_MS = 10 * 60_000

/**
 * @typedef {object} ElectronRuntime
 * @property {string} executablePath
 * @property {string} distPath the folder that ELECTRON_OVERRIDE_DIST_PATH wants
 * @property {string} version
 * @property {string} nodeApi the Node-API version that it offers to native modules
 * @property {boolean} isFallback
 * @property {string | null} fallbackReason why the electron package's own binary was not taken
 * @property {string | null} insteadOf the version of the electron package that the fallback stands in for
 * @property {string} fingerprint changes when the program file does
 */

/**
 * @typedef {object} Runtime what the set-up writes into runtime.json
 * @property {ElectronRuntime | null} electron
 * @property {string | null} sqliteBinding the native part of better-sqlite3 for this Electron; null: the one
 *   in the package
 * @property {string | null} ffmpegPath
 * @property {string | null} ffprobePath
 */

/** @returns {Runtime} */
export function readRuntime() {
  try {
    return JSON.parse(readFileSync(runtimeFile, 'utf8'))
  } catch {
    return { electron: null, sqliteBinding: null, ffmpegPath: null, ffprobePath: null }
  }
}

/**
 * The environment in which Electron, and whatever starts it, must run.
 *
 * @param {Runtime} [runtime]
 * @returns {NodeJS.ProcessEnv}
 */
export function electronEnvironment({ electron, sqliteBinding } = readRuntime()) {
  return {
    // Its install script would fetch CUDA libraries that the app does not use.
    ONNXRUNTIME_NODE_INSTALL: 'skip',
    ELECTRON_MAJOR_VER: oldestElectronMajor,
    // Terminals inside Electron programs (editors) set it, and the app would start as plain Node.
    ELECTRON_RUN_AS_NODE: undefined,
    ...(electron === null
      ? {}
      : {
          EMOCLIP_ELECTRON: electron.executablePath,
          ELECTRON_OVERRIDE_DIST_PATH: electron.distPath,
          // The same for electron-vite.
          ELECTRON_EXEC_PATH: electron.executablePath,
        }),
    ...(sqliteBinding === null ? {} : { EMOCLIP_SQLITE_BINDING: sqliteBinding }),
  }
}

/**
 * Chromium refuses to run as root with its sandbox. Only a test machine is used as root; the app never asks
 * for this itself.
 */
export const electronSwitches = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])

const programInDist = () =>
  process.platform === 'darwin'
    ? join('Electron.app', 'Contents', 'MacOS', 'Electron')
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron'

const packageFolder = join(nodeModules, 'electron')
const packageDist = join(packageFolder, 'dist')

async function packageVersion() {
  return /** @type {string} */ (
    JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')).version
  )
}

/** Whether the electron package has its binary, complete and of its own version. */
async function isPackageBinaryThere() {
  try {
    const version = (await readFile(join(packageDist, 'version'), 'utf8')).trim().replace(/^v/, '')
    // path.txt is written last, when everything is unpacked.
    return (
      version === (await packageVersion()) &&
      existsSync(join(packageFolder, 'path.txt')) &&
      existsSync(join(packageDist, programInDist()))
    )
  } catch {
    return false
  }
}

/**
 * Starts the Electron once, without a window, to see that it runs and what it is.
 *
 * @param {string} distPath
 * @param {Pick<ElectronRuntime, 'isFallback' | 'fallbackReason' | 'insteadOf'>} why
 * @param {ElectronRuntime | null} known what is remembered of the last time
 * @returns {Promise<ElectronRuntime>}
 */
async function describe(distPath, why, known) {
  const executablePath = join(distPath, programInDist())
  const { size, mtimeMs } = await stat(executablePath)
  const fingerprint = `${size}-${Math.floor(mtimeMs)}`
  if (known?.executablePath === executablePath && known.fingerprint === fingerprint)
    return { ...known, ...why }
  const started = await capture(executablePath, ['-p', 'JSON.stringify(process.versions)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeoutMs: 60_000,
  })
  if (started.code !== 0) {
    throw new SetupProblem(
      `${executablePath} does not start; install what it lacks below, or delete its folder if it is damaged, ` +
        'and run the set-up again',
      { details: lastLines(started, 4) },
    )
  }
  const versions = JSON.parse(started.stdout)
  return { executablePath, distPath, version: versions.electron, nodeApi: versions.napi, fingerprint, ...why }
}

/**
 * Fetches the electron package's own binary. Gives null when it is there afterwards, otherwise the reason why
 * not.
 *
 * @param {import('./steps/progress.mjs').Say} say
 */
async function fetchPackageBinary(say) {
  say(`fetching Electron ${await packageVersion()}`)
  const { ELECTRON_OVERRIDE_DIST_PATH: _, ...env } = process.env
  const fetched = await capture(nodeForTools(), [join(packageFolder, 'install.js')], {
    env,
    timeoutMs: DOWNLOAD_LIMIT_MS,
  })
  if (fetched.code === 0 && (await isPackageBinaryThere())) return null
  if (fetched.timedOut) return `its download took longer than ${DOWNLOAD_LIMIT_MS / 60_000} minutes`
  const firstLine = fetched.stderr.split('\n').find((line) => line.includes('Error')) ?? 'no reason given'
  return `its download failed (${firstLine.trim()})`
}

/** @param {ElectronRuntime} electron */
const inWords = ({ version, isFallback, fallbackReason, insteadOf, distPath }) =>
  isFallback
    ? `FALLBACK Electron ${version} (from npm package ${fallbackPackage}), not electron ${insteadOf}: ` +
      `${fallbackReason}; to try that again: npm run setup -- --retry-electron`
    : `Electron ${version} in ${distPath}`

/**
 * @param {import('./steps/progress.mjs').Say} say
 * @param {{ retry?: boolean }} [options] retry: try to fetch the electron package's binary although that
 *   failed before
 * @returns {Promise<[string, ElectronRuntime]>}
 */
export async function ensureElectron(say, { retry = false } = {}) {
  const known = readRuntime().electron
  const named = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const own = { isFallback: false, fallbackReason: null, insteadOf: null }

  // The scripts themselves set the variable for what they start; that is not the user's wish.
  if (named !== undefined && named !== '' && named !== fallbackFolder() && named !== packageDist) {
    if (!existsSync(join(named, programInDist()))) {
      throw new SetupProblem(
        `ELECTRON_OVERRIDE_DIST_PATH names ${named}, where no Electron is; correct or unset it`,
      )
    }
    const electron = await describe(named, own, known)
    return [`${inWords(electron)}, as ELECTRON_OVERRIDE_DIST_PATH says`, electron]
  }

  if (await isPackageBinaryThere()) {
    const electron = await describe(packageDist, own, known)
    return [inWords(electron), electron]
  }

  const version = await packageVersion()
  const failedBefore = known?.isFallback === true && known.insteadOf === version && !retry
  const reason = failedBefore ? known.fallbackReason : await fetchPackageBinary(say)
  if (reason === null) {
    const electron = await describe(packageDist, own, known)
    return [inWords(electron), electron]
  }
  if (!isFallbackPossible) {
    throw new SetupProblem(
      `Electron ${version} is missing: ${reason}; set ELECTRON_MIRROR or HTTPS_PROXY to where it can be ` +
        'fetched, or unpack it elsewhere and name that folder in ELECTRON_OVERRIDE_DIST_PATH',
    )
  }
  if (!(await isFallbackThere())) {
    say(`electron ${version} cannot be had, ${reason}; taking the fallback Electron ${fallbackVersion}`)
    await ensureFallbackElectron(say)
  }
  const why = { isFallback: true, fallbackReason: reason, insteadOf: version }
  const electron = await describe(fallbackFolder(), why, known)
  return [inWords(electron), electron]
}
