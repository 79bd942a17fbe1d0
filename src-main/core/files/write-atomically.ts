import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { open, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './os-errors.ts'
import { giveUsersRights } from './private-files.ts'

/** Ending of files that are not finished; one that is left over by a crash is never read. */
export const PARTIAL_ENDING = '.part'

export interface WholeFileOptions {
  /** On disk, name and all, when it returns. Not for what can be made again: it costs a wait for the disk. */
  readonly flush: boolean
  /** Absolute path beside the file, or null for a name of its own. */
  readonly partial?: string | null
  /** The file is made to be passed on: it gets the rights that the user's files have. */
  readonly usersRights?: boolean
}

/**
 * Writes a file under another name and renames it: a reader sees the whole file, the old one or none. `fill` is given
 * the other name, which is gone afterwards in any case. The folder must be there: it is never made here. Throws what
 * `fill` and the system throw.
 */
export async function writeWhole<Result>(
  file: string,
  fill: (partial: string) => Promise<Result>,
  { flush, partial = null, usersRights = false }: WholeFileOptions,
): Promise<Result> {
  const name = partial ?? partialOf(file)
  try {
    const result = await fill(name)
    if (flush) await flushFile(name)
    if (usersRights) await giveUsersRights(name)
    await rename(name, file)
    if (flush) flushFolder(dirname(file))
    return result
  } finally {
    await rm(name, { force: true })
  }
}

/** The same where nothing may come between: flushed always. */
export function writeWholeSync(
  file: string,
  fill: (partial: string) => void,
  partial: string = partialOf(file),
): void {
  try {
    fill(partial)
    const handle = openSync(partial, 'r+')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    putInPlaceSync(partial, file)
  } finally {
    rmSync(partial, { force: true })
  }
}

/** A reader sees the whole file or none. For what can be made again; the folder must be there. */
export async function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  await writeWhole(file, (partial) => writeFile(partial, bytes), { flush: false })
}

/** Gives a file that was written and flushed its name. Rejects with EXDEV when that is on another drive. */
export async function putInPlace(written: string, file: string): Promise<void> {
  await rename(written, file)
  flushFolder(dirname(file))
}

export function putInPlaceSync(written: string, file: string): void {
  renameSync(written, file)
  flushFolder(dirname(file))
}

function partialOf(file: string): string {
  return `${file}.${randomUUID()}${PARTIAL_ENDING}`
}

async function flushFile(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Of file systems that cannot flush a folder, and of folders that may be written to and not read. */
const CANNOT_FLUSH: readonly unknown[] = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EPERM', 'EACCES']

/** A rename is on disk when its folder is. Windows has no way to ask for that, and needs none; nor have some drives. */
function flushFolder(folder: string): void {
  if (process.platform === 'win32') return
  try {
    const handle = openSync(folder, 'r')
    try {
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
  } catch (error) {
    if (!CANNOT_FLUSH.includes(codeOf(error))) throw error
  }
}
