/** The npm packages, exactly as package-lock.json names them. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nodeForTools } from '../node-for-tools.mjs'
import { nodeModules, projectRoot, setupFolder } from '../paths.mjs'
import { capture, lastLines, npm } from '../processes.mjs'
import { SetupProblem } from './progress.mjs'

const stampFile = join(setupFolder, 'packages.json')
/** npm writes it last of all. */
const installedLockFile = join(nodeModules, '.package-lock.json')

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} Lock
 */

/**
 * Whether what npm says it installed is what the lock file asks for. Optional packages may be absent (they
 * are for other systems); more than asked for does no harm.
 *
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 */
export function isInstalled(wanted, installed) {
  const there = installed.packages ?? {}
  return Object.entries(wanted.packages ?? {})
    .filter(([path, entry]) => path !== '' && entry.link !== true)
    .every(([path, entry]) =>
      there[path] === undefined ? entry.optional === true : there[path].version === entry.version,
    )
}

/** @param {string} file @returns {Promise<any>} */
const readJson = async (file) => {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return {}
  }
}

/** @param {string} lockHash */
async function writeStamp(lockHash) {
  await mkdir(setupFolder, { recursive: true })
  await writeFile(stampFile, JSON.stringify({ lockHash }))
}

/** The version of the Node that runs the tools; null when it is not there or does not start. */
async function toolsNodeVersion() {
  try {
    const { code, stdout } = await capture(nodeForTools(), ['--version'])
    return code === 0 ? stdout.trim() : null
  } catch {
    return null
  }
}

/** The package `node` fetches its program by an install script, the only one that this project needs. */
async function ensureNodeForTools() {
  const version = await toolsNodeVersion()
  if (version !== null) return version
  const fetched = await npm(['rebuild', 'node'], { cwd: projectRoot })
  const fetchedVersion = await toolsNodeVersion()
  if (fetchedVersion !== null) return fetchedVersion
  throw new SetupProblem('Node 24 could not be had from npm for this system; install Node 24 and run again', {
    details: lastLines(fetched),
  })
}

/**
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<[string, true]>}
 */
export async function ensurePackages(say) {
  const lockText = await readFile(join(projectRoot, 'package-lock.json'), 'utf8')
  const lockHash = createHash('sha256').update(lockText).digest('hex')
  const isStamped = (await readJson(stampFile)).lockHash === lockHash
  // Somebody may have run `npm ci` or `npm install` by hand.
  if (isStamped || isInstalled(JSON.parse(lockText), await readJson(installedLockFile))) {
    const version = await ensureNodeForTools()
    if (!isStamped) await writeStamp(lockHash)
    return [`up to date, tools run on Node ${version}`, true]
  }

  say('installing the npm packages (about a minute)')
  // Windows cannot delete a program that runs, and `npm ci` would; there the Node of the tools may be the
  // one that runs this.
  const isOwnNode = process.execPath.startsWith(nodeModules)
  const command = process.platform === 'win32' && isOwnNode ? ['install', '--no-save'] : ['ci']
  // No install scripts: they would fetch CUDA libraries from elsewhere and compile what is in the packages
  // ready-made, and on a closed network each of them fails the whole installation.
  const installed = await npm([...command, '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: projectRoot,
  })
  if (installed.code !== 0 || !existsSync(installedLockFile)) {
    const outOfStep = installed.stderr.includes('can only install packages when your package.json and')
    throw new SetupProblem(
      outOfStep
        ? 'package-lock.json does not fit package.json; run: npm install'
        : 'the npm packages could not be installed; check that the npm registry can be reached (npm ping) ' +
            'and run again',
      { details: lastLines(installed) },
    )
  }
  const version = await ensureNodeForTools()
  await writeStamp(lockHash)
  return [`installed, tools run on Node ${version}`, true]
}
