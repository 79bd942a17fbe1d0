/** Which ffmpeg and ffprobe read the videos: the system's, or those of two optional npm packages. */
import { existsSync } from 'node:fs'
import { chmod } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { capture } from '../processes.mjs'
import { SetupProblem } from './progress.mjs'

const require = createRequire(import.meta.url)

/** @param {string} name */
function onPath(name) {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path)) ?? null
}

/** @param {string} name */
async function inPackage(name) {
  try {
    const { path } = require(`@${name}-installer/${name}`)
    // The package's own install script would do this; it may not have been allowed to run.
    if (process.platform !== 'win32') await chmod(path, 0o755)
    return /** @type {string} */ (path)
  } catch {
    return null // not made for this system, or optional packages were left out
  }
}

/** @param {string | null} program */
async function versionOf(program) {
  if (program === null) return null
  const { code, stdout } = await capture(program, ['-hide_banner', '-version'], { timeoutMs: 20_000 })
  return code === 0 ? (/version (\S+)/.exec(stdout)?.[1] ?? 'unknown') : null
}

/**
 * @typedef {{ ffmpegPath: string, ffprobePath: string }} Ffmpeg
 * @returns {Promise<[string, Ffmpeg]>}
 */
export async function findFfmpeg() {
  const candidates = [
    { origin: 'system', find: async () => [onPath('ffmpeg'), onPath('ffprobe')] },
    { origin: 'npm package', find: () => Promise.all([inPackage('ffmpeg'), inPackage('ffprobe')]) },
  ]
  for (const { origin, find } of candidates) {
    const [ffmpegPath, ffprobePath] = await find()
    // One of each kind is never mixed: an old ffprobe may not know what a new ffmpeg writes.
    const [version, probeVersion] = await Promise.all([
      versionOf(ffmpegPath ?? null),
      versionOf(ffprobePath ?? null),
    ])
    if (version !== null && probeVersion !== null && ffmpegPath && ffprobePath) {
      return [`${version} (${origin})`, { ffmpegPath, ffprobePath }]
    }
  }
  throw new SetupProblem(
    'ffmpeg and ffprobe are missing; install ffmpeg so that both are on the PATH and run again',
  )
}
