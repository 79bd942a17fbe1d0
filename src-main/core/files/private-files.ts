import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './os-errors.ts'

/** Nobody but the owner: folders 0700, files 0600. */
const PRIVATE_UMASK = 0o077
const OTHERS = 0o007
const GROUP_AND_OTHERS = 0o077
const GROUP_WRITES = 0o020

/** What the user's own setting takes away from the files that a program makes; null until it was replaced. */
let usersUmask: number | null = null

/**
 * From here on, all that this process and its children make is for its user only: studies, faces, pictures, backups,
 * settings and logs. To be called first in each process; Windows has no such setting, and folders hand on their own.
 */
export function keepFilesPrivate(): void {
  usersUmask ??= process.umask(PRIVATE_UMASK)
}

/**
 * Gives an exported file or folder, which is made to be passed on, the rights that the user's files have otherwise. On a
 * drive without rights (FAT, some network drives) nothing changes.
 */
export async function giveUsersRights(path: string): Promise<void> {
  if (usersUmask === null) return
  try {
    const all = (await stat(path)).isDirectory() ? 0o777 : 0o666
    await chmod(path, all & ~usersUmask)
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

/** What a study keeps beside its videos' originals. */
const OWN_PARTS = /^(?:study\.(?:sqlite|lock)(?:-.*)?|backups|cache|videos)$/

/**
 * Takes the rights of others from a study that an earlier version made, and those of the group, too, unless the folder
 * was given to a group to write in. A closed folder closes all that is in it.
 */
export function closeToOthers(studyFolder: string): void {
  if (process.platform === 'win32' || !existsSync(studyFolder)) return
  const isGroups = (statSync(studyFolder).mode & GROUP_WRITES) !== 0
  const taken = isGroups ? OTHERS : GROUP_AND_OTHERS
  for (const name of readdirSync(studyFolder)) {
    if (OWN_PARTS.test(name)) take(join(studyFolder, name), taken)
  }
}

function take(path: string, taken: number): void {
  try {
    const { mode } = statSync(path)
    if ((mode & taken) !== 0) chmodSync(path, mode & 0o777 & ~taken)
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}

/** It is another user's, on a drive that is read-only or knows no rights, or was just removed. */
function isRefusal(error: unknown): boolean {
  const refusals: readonly unknown[] = [
    'EPERM',
    'EACCES',
    'EROFS',
    'ENOTSUP',
    'EOPNOTSUPP',
    'ENOSYS',
    'ENOENT',
  ]
  return refusals.includes(codeOf(error))
}
