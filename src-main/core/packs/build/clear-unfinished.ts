import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UNFINISHED_PREFIX } from './replace-folder.ts'

/** Removes what builds left behind that were killed. Not while one is at work. */
export async function clearUnfinished(packsFolder: string): Promise<void> {
  if (!existsSync(packsFolder)) return
  const left = (await readdir(packsFolder)).filter((name) => name.startsWith(UNFINISHED_PREFIX))
  await Promise.all(left.map((name) => rm(join(packsFolder, name), { recursive: true, force: true })))
}
