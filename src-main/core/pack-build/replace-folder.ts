import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '#shared/errors.ts'

/** Folders with this beginning are unfinished packs, or old ones on their way out. */
export const UNFINISHED_PREFIX = '.building-'

/** A name for a folder beside the target, in which a pack is made ready. */
export function unfinishedFolder(target: string): string {
  return join(dirname(target), `${UNFINISHED_PREFIX}${randomUUID()}`)
}

/**
 * Puts a finished pack where it belongs. Whoever looks finds the old pack or the new one, but for the moment
 * between two renames; when the second fails, the old one comes back.
 */
export async function replaceFolder(fresh: string, target: string): Promise<void> {
  if (!existsSync(target)) return rename(fresh, target)
  const old = unfinishedFolder(target)
  await rename(target, old)
  try {
    await rename(fresh, target)
  } catch (error) {
    await rename(old, target)
    throw error
  }
  await rm(old, { recursive: true, force: true })
}

/** The same error, or AppError `disk-full` for what the disk says then. */
export function orDiskFull(error: unknown, sentence: string): unknown {
  const isDiskFull =
    error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
  return isDiskFull ? new AppError('disk-full', sentence, { cause: error }) : error
}
