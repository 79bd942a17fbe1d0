import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const runtimeFileSchema = z.object({ sqliteBinding: z.string().nullable() })

/** The Node-API version that the prebuilt better-sqlite3 needs; below it, loading it crashes the process. */
const PREBUILT_NODE_API = 10

export interface BindingSearch {
  /** Of this process: `process.versions.napi`. */
  readonly nodeApi: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The project's folder when run from its source; null in an installed program. */
  readonly projectFolder: string | null
}

/** The native part of better-sqlite3 to load: null for the one in its package, which fits every current Electron. */
export function findSqliteBinding({ nodeApi, environment, projectFolder }: BindingSearch): string | null {
  if (nodeApi >= PREBUILT_NODE_API) return null
  const named = environment['EMOCLIP_SQLITE_BINDING']
  if (named !== undefined && named !== '') return named
  const written = projectFolder === null ? null : readBinding(projectFolder)
  if (written !== null) return written
  throw new Error(
    `This runtime offers Node-API ${nodeApi}, but SQLite was built for ${PREBUILT_NODE_API}: run "npm run setup".`,
  )
}

function readBinding(projectFolder: string): string | null {
  try {
    const text = readFileSync(join(projectFolder, 'node_modules', '.emoclip', 'runtime.json'), 'utf8')
    return runtimeFileSchema.parse(JSON.parse(text)).sqliteBinding
  } catch {
    // Not set up, or by an older version: the caller says what to do.
    return null
  }
}
