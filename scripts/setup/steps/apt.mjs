/** Debian packages (and Ubuntu's, …): finding out what is missing, and installing it in one go. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { capture, lastLines } from '../processes.mjs'
import { SetupProblem } from './progress.mjs'

/** Whether a program of this name is on the PATH. @param {string} name */
export function hasCommand(name) {
  const extensions = process.platform === 'win32' ? (process.env['PATHEXT'] ?? '.EXE;.CMD').split(';') : ['']
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.some((folder) => extensions.some((extension) => existsSync(join(folder, name + extension))))
}

export const hasApt = () => process.platform === 'linux' && hasCommand('apt-get') && hasCommand('dpkg')

const isRoot = () => process.getuid?.() === 0

export const canInstall = () => hasApt() && isRoot()

/**
 * A dpkg that another program holds is waited for; the message catalogue and prompts are kept out of the way.
 */
const WAIT_FOR_LOCK = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3']
const environment = () => ({ ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' })

let listsAreFresh = false

/** @param {string[]} args */
const aptGet = (args) => capture('apt-get', [...WAIT_FOR_LOCK, ...args], { env: environment() })

/**
 * Debian 13 and Ubuntu 24.04 renamed some libraries (`libgtk-3-0` became `libgtk-3-0t64`): takes the first
 * name known here.
 *
 * @param {string[]} names
 */
async function firstKnown(names) {
  const oldest = names.at(-1) ?? ''
  for (const name of names.slice(0, -1)) {
    const { code, stdout } = await capture('apt-cache', ['show', '--no-all-versions', name])
    if (code === 0 && stdout.includes('Package:')) return name
  }
  return oldest
}

/**
 * @param {string[][]} wanted for each package its possible names, newest first
 * @param {{ purpose: string, say: import('./progress.mjs').Say }} options
 * @returns {Promise<string[]>} what was installed
 */
export async function installPackages(wanted, { purpose, say }) {
  const plainNames = [...new Set(wanted.map((names) => /** @type {string} */ (names.at(-1))))]
  if (!canInstall()) {
    throw new SetupProblem(
      `${purpose} needs packages that only an administrator can install; ask for: ` +
        `apt-get update && apt-get install -y --no-install-recommends ${plainNames.join(' ')}`,
    )
  }
  say(`installing ${plainNames.join(' ')}`)
  let details = ''
  if (!listsAreFresh) {
    const update = await aptGet(['update', '-qq'])
    listsAreFresh = update.code === 0
    if (!listsAreFresh) details = lastLines(update, 4)
  }
  const names = [...new Set(await Promise.all(wanted.map((candidates) => firstKnown(candidates))))]
  const install = () => aptGet(['install', '-y', '-qq', '--no-install-recommends', ...names])
  let installed = await install()
  if (installed.code !== 0 && installed.stderr.includes('dpkg --configure -a')) {
    // An earlier installation, ours or another, was cut off half-way.
    await capture('dpkg', ['--configure', '-a'], { env: environment() })
    installed = await install()
  }
  if (installed.code !== 0) {
    throw new SetupProblem(
      'the Debian packages could not be installed; once the package source can be reached, run: ' +
        `apt-get update && apt-get install -y --no-install-recommends ${names.join(' ')}`,
      { details: [details, lastLines(installed, 6)].filter((text) => text !== '').join('\n') },
    )
  }
  return names
}
