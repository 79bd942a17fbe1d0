/**
 * What Electron and the tests need from the system: shared libraries, a virtual display where there is no real one, ffmpeg.
 * A desktop Linux, macOS or Windows has the libraries; a bare Debian (container, cluster node) has none of them.
 */
import { existsSync } from 'node:fs'
import { capture } from '../processes.mjs'
import { hasApt, hasCommand, installPackages } from './apt.mjs'
import { SetupProblem } from './progress.mjs'

/**
 * Library file → Debian package, newest name first. The files are what is looked for: they are the same on every
 * distribution, the package names are not.
 */
const LIBRARIES = /** @type {const} */ ({
  'libgtk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
  'libnss3.so': ['libnss3'],
  'libasound.so.2': ['libasound2t64', 'libasound2'],
  'libgbm.so.1': ['libgbm1'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  'libdrm.so.2': ['libdrm2'],
  // ONNX Runtime's WebGPU provider talks to the graphics card through it.
  'libvulkan.so.1': ['libvulkan1']
})

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])

/** The libraries of the list that the dynamic linker does not know; null when it cannot be asked. */
async function missingLibraries() {
  const ldconfig = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path))
  if (ldconfig === undefined) return null
  const { code, stdout } = await capture(ldconfig, ['-p'])
  if (code !== 0) return null
  return Object.keys(LIBRARIES).filter((name) => !stdout.includes(`\t${name} `))
}

/** Programs that are not there → their Debian package. */
function missingPrograms() {
  /** @type {Map<string, string>} */
  const missing = new Map()
  if (!hasCommand('ffmpeg') || !hasCommand('ffprobe')) missing.set('ffmpeg', 'ffmpeg')
  if (!hasDisplay() && !hasCommand('Xvfb')) missing.set('Xvfb', 'xvfb')
  if (!hasDisplay() && !hasCommand('xauth')) missing.set('xauth', 'xauth')
  return missing
}

/**
 * @param {import('./progress.mjs').Say} say
 * @returns {Promise<[string, true]>}
 */
export async function ensureSystemLibraries(say) {
  if (process.platform !== 'linux') return ['nothing to do on this system', true]
  const libraries = await missingLibraries()
  const programs = missingPrograms()
  if (libraries !== null && libraries.length === 0 && programs.size === 0) return ['all there', true]
  if (!hasApt()) {
    if (libraries === null) return ['not checked: this system has no ldconfig and no apt-get', true]
    // ffmpeg has a substitute in the npm packages; the rest only the distribution has.
    programs.delete('ffmpeg')
    const names = [...libraries, ...programs.keys()]
    if (names.length === 0) return ['all there', true]
    throw new SetupProblem(`install these with your distribution's package manager: ${names.join(', ')}`)
  }
  const wanted = [
    ...(libraries ?? []).map((name) => [...LIBRARIES[/** @type {keyof typeof LIBRARIES} */ (name)]]),
    ...[...programs.values()].map((name) => [name])
  ]
  const installed = await installPackages(wanted, { purpose: 'Electron', say })
  return [`installed ${installed.length} packages and what they need`, true]
}
