/**
 * Where things lie: the project, what the set-up writes down in it, and the cache folder that several clones
 * may share.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

export const nodeModules = join(projectRoot, 'node_modules')

/** What the set-up remembers. Inside node_modules, so that a fresh install forgets it, too. */
export const setupFolder = join(nodeModules, '.emoclip')

/** Which Electron, SQLite binding and ffmpeg were chosen; the app and the scripts read it. */
export const runtimeFile = join(setupFolder, 'runtime.json')

/** Large things that are fetched or built once per user, not once per clone. */
export function cacheFolder() {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: localAppData } = process.env
  if (xdg !== undefined && xdg !== '') return join(xdg, 'emoclip-studio')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'emoclip-studio')
  if (process.platform === 'win32') {
    return join(localAppData ?? join(homedir(), 'AppData', 'Local'), 'emoclip-studio', 'Cache')
  }
  return join(homedir(), '.cache', 'emoclip-studio')
}
