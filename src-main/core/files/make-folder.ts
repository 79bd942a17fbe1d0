import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './os-errors.ts'
import { giveUsersRights } from './private-files.ts'

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

/**
 * Makes a folder for what is passed on, with those that it lies in; one that is there is fine. Rejects with the system's own complaint. Node's
 * `recursive` answers ENOENT for a read-only drive, and never where a file system makes no folders at all (/proc).
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
    await giveUsersRights(folder)
  } catch (error) {
    if (await isFolder(folder)) return
    if (codeOf(error) !== 'ENOENT' || dirname(folder) === folder) throw error
    await makeFolder(dirname(folder))
    await mkdir(folder)
    await giveUsersRights(folder)
  }
}
