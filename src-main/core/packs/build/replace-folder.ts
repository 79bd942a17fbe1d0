import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isDiskFull } from '../../files/os-errors.ts'
import { shownName } from '../../files/shown-name.ts'

/** Folders with this beginning are unfinished packs, or old ones on their way out. */
export const UNFINISHED_PREFIX = '.building-'

const unfinishedName = (target: string): string =>
  join(dirname(target), `${UNFINISHED_PREFIX}${randomUUID()}`)

/** A new folder beside the target, in which a pack is made ready. Throws AppError `file-unreadable`. */
export async function beginFolder(target: string): Promise<string> {
  const folder = unfinishedName(target)
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    if (isDiskFull(cause)) throw cause
    throw new AppError('file-unreadable', `Nothing can be written beside “${shownName(target)}”.`, { cause })
  }
  return folder
}

/**
 * Puts a finished pack where it belongs. A reader finds the old pack or the new one, but for the moment
 * between two renames; when the second fails, the old one comes back.
 */
export async function replaceFolder(fresh: string, target: string): Promise<void> {
  if (!existsSync(target)) return rename(fresh, target)
  const old = unfinishedName(target)
  await rename(target, old)
  try {
    await rename(fresh, target)
  } catch (error) {
    await rename(old, target)
    throw error
  }
  await rm(old, { recursive: true, force: true })
}
