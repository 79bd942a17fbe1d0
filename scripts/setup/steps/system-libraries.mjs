/**
 * What Electron and the tests need from the system: shared libraries, a virtual display where there is no
 * real one, ffmpeg. A desktop Linux, macOS or Windows has the libraries; a bare Debian (container, cluster
 * node) has none of them.
 */
import { existsSync } from 'node:fs'
import { hasDisplay } from '../display.mjs'
import { capture } from '../processes.mjs'
import { canInstall, hasApt, hasCommand, installPackages } from './apt.mjs'
import { SetupProblem } from './progress.mjs'

/**
 * Library file → Debian package, newest name first. The files are what is looked for: they are the same on
 * every distribution, the package names are not.
 */
const LIBRARIES = /** @type {const} */ ({
  'libgtk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
  'libnss3.so': ['libnss3'],
  'libasound.so.2': ['libasound2t64', 'libasound2'],
  'libgbm.so.1': ['libgbm1'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  'libdrm.so.2': ['libdrm2'],
  // ONNX Runtime's WebGPU provider talks to the graphics card through it.
  'libvulkan.so.1': ['libvulkan1'],
})

/** The libraries of the list that the dynamic linker does not know; null when it cannot be asked. */
async function missingLibraries() {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path))
  if (ldconfig === undefined) return null
  const { code, stdout } = await capture(ldconfig, ['-p'])
  if (code !== 0) return null
  return Object.keys(LIBRARIES).filter((name) => !stdout.includes(`\t${name} `))
}

/** Debian packages of programs that are not there. @param {Need} need */
function missingPrograms({ window }) {
  /** @type {Set<string>} */
  const missing = new Set()
  if (!hasCommand('ffmpeg') || !hasCommand('ffprobe')) missing.add('ffmpeg')
  if (window && !hasDisplay() && !hasCommand('Xvfb')) missing.add('xvfb')
  return missing
}

/**
 * @typedef {object} Need
 * @property {boolean} window whether Electron shall run, too, not only the command line
 *
 * @param {import('./progress.mjs').Say} say
 * @param {Need} need
 * @returns {Promise<[string, true]>}
 */
export async function ensureSystemLibraries(say, need) {
  if (process.platform !== 'linux') return ['nothing to do on this system', true]
  const libraries = need.window ? await missingLibraries() : []
  const programs = missingPrograms(need)
  // ffmpeg has a substitute in the npm packages, so it is not worth failing for.
  if (!canInstall()) programs.delete('ffmpeg')
  if (libraries === null) return ['not checked: this system has no ldconfig', true]
  if (libraries.length === 0 && programs.size === 0) return ['all there', true]
  if (!hasApt()) {
    throw new SetupProblem(
      `install these with your distribution's package manager: ${[...libraries, ...programs].join(', ')}`,
    )
  }
  const wanted = [
    ...libraries.map((name) => [...LIBRARIES[/** @type {keyof typeof LIBRARIES} */ (name)]]),
    ...[...programs].map((name) => [name]),
  ]
  const installed = await installPackages(wanted, {
    purpose: need.window ? 'Electron' : 'Reading videos',
    say,
  })
  return [`installed ${installed.join(' ')} and what they need`, true]
}
