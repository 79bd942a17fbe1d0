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

/** Node that runs the tools came with the packages; see that it starts. */
async function checkNodeForTools() {
  try {
    const { code, stdout } = await capture(nodeForTools(), ['--version'])
    if (code === 0) return stdout.trim()
  } catch {
    // falls through to the advice below
  }
  throw new SetupProblem(
    'Node 24 did not come with the npm packages for this system; install Node 24 and run again',
  )
}

/**
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<[string, true]>}
 */
export async function ensurePackages(say) {
  const lockText = await readFile(join(projectRoot, 'package-lock.json'), 'utf8')
  const lockHash = createHash('sha256').update(lockText).digest('hex')
  if ((await readJson(stampFile)).lockHash === lockHash) {
    return [`up to date, tools run on Node ${await checkNodeForTools()}`, true]
  }
  // Somebody may have run `npm ci` or `npm install` by hand.
  if (isInstalled(JSON.parse(lockText), await readJson(join(nodeModules, '.package-lock.json')))) {
    const version = await checkNodeForTools()
    await writeStamp(lockHash)
    return [`up to date, tools run on Node ${version}`, true]
  }

  say('installing the npm packages (about a minute)')
  // Windows cannot delete a program that runs, and `npm ci` would; there the Node of the tools may be the one
  // that runs this.
  const isOwnNode = process.execPath.startsWith(nodeModules)
  const command = process.platform === 'win32' && isOwnNode ? ['install', '--no-save'] : ['ci']
  const installed = await npm([...command, '--no-audit', '--no-fund'], {
    cwd: projectRoot,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  })
  if (installed.code !== 0 || !existsSync(join(nodeModules, '.package-lock.json'))) {
    const outOfStep = installed.stderr.includes('can only install packages when your package.json and')
    throw new SetupProblem(
      outOfStep
        ? 'package-lock.json does not fit package.json; run: npm install'
        : 'the npm packages could not be installed; check that the npm registry can be reached (npm ping) ' +
            'and run again',
      { details: lastLines(installed) },
    )
  }
  const version = await checkNodeForTools()
  await writeStamp(lockHash)
  return [`installed, tools run on Node ${version}`, true]
}
