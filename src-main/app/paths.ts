import { join } from 'node:path'
import { app } from 'electron'
import { findSqliteBinding } from './runtime-file.ts'

/** Where things lie. All absolute. */
export interface AppPaths {
  readonly scales: string
  /** Folders with model packs: the user's own, which win, then the program's. */
  readonly packs: readonly string[]
  /** The first of them: packs that the user added. */
  readonly userPacks: string
  /** What runs packs best on this machine. */
  readonly engine: string
  readonly preload: string
  readonly windowFolder: string
  readonly log: string
  readonly settings: string
  readonly recents: string
  readonly bounds: string
  /** ffmpeg that came with the installed program; null from source. */
  readonly packagedFfmpeg: string | null
  /** Native part of better-sqlite3; null for the one in its package. Throws when there is none that fits. */
  readonly sqliteBinding: () => string | null
}

export function appPaths(): AppPaths {
  const program = app.getAppPath()
  const resources = app.isPackaged ? process.resourcesPath : join(program, 'resources')
  const user = app.getPath('userData')
  return {
    scales: join(resources, 'scales'),
    packs: [join(user, 'models'), join(resources, 'models')],
    userPacks: join(user, 'models'),
    engine: join(user, 'engine.json'),
    preload: join(program, 'out', 'preload', 'index.cjs'),
    windowFolder: join(program, 'out', 'renderer'),
    log: join(user, 'logs', 'app.log'),
    settings: join(user, 'settings.json'),
    recents: join(user, 'recent-studies.json'),
    bounds: join(user, 'window.json'),
    packagedFfmpeg: app.isPackaged ? join(resources, 'ffmpeg') : null,
    sqliteBinding: () =>
      findSqliteBinding({
        nodeApi: Number(process.versions.napi),
        environment: process.env,
        projectFolder: app.isPackaged ? null : program,
      }),
  }
}

/**
 * Sends what the system's libraries keep (compiled shaders, lists of fonts) into the program's own folder instead of
 * the user's cache. Linux only; elsewhere nothing reads the variable.
 */
export function keepCachesTogether(): void {
  process.env['XDG_CACHE_HOME'] = join(app.getPath('userData'), 'system-caches')
}
