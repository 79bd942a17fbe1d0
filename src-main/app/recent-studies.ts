import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/errors.ts'
import { openJsonFile } from './json-file.ts'
import type { Logger } from './logger.ts'

/** What the window may know of it: the folder itself stays in the main process. */
export interface RecentStudy {
  readonly id: string
  readonly title: string
  readonly folderName: string
  readonly openedUtc: string
}

export interface RecentStudies {
  /** Newest first. */
  list(): RecentStudy[]
  add(folder: string, title: string): void
  remove(id: string): void
  /** Absolute path. Throws AppError `not-found`. */
  folderOf(id: string): string
}

const KEPT = 12

const entrySchema = z.object({ folder: z.string(), title: z.string(), openedUtc: z.string() })

const idOf = (folder: string): string => createHash('sha256').update(folder).digest('hex').slice(0, 16)

export function createRecentStudies(file: string, log: Logger): RecentStudies {
  const stored = openJsonFile({ file, schema: z.array(entrySchema), fallback: [], log })
  return {
    list: () =>
      stored.read().map(({ folder, title, openedUtc }) => ({
        id: idOf(folder),
        title,
        folderName: basename(folder),
        openedUtc,
      })),
    add(folder, title) {
      const others = stored.read().filter((entry) => entry.folder !== folder)
      stored.write([{ folder, title, openedUtc: new Date().toISOString() }, ...others].slice(0, KEPT))
    },
    remove(id) {
      stored.write(stored.read().filter((entry) => idOf(entry.folder) !== id))
    },
    folderOf(id) {
      const found = stored.read().find((entry) => idOf(entry.folder) === id)
      if (found === undefined) throw new AppError('not-found', 'This study is no longer in the list.')
      return found.folder
    },
  }
}
