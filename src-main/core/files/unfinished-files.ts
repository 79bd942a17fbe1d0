import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { uncheckedCopiesFolder, cacheFolder, videosFolder } from './study-path.ts'
import { PARTIAL_ENDING } from './write-atomically.ts'

/**
 * Removes what a program that was killed left half done in a study: unfinished pictures and copies for the player,
 * unfinished copies of videos, and copies with blurred faces that were not checked. Only when no other program writes in
 * the study. What cannot be removed, e.g. because it is open, is tried again the next time.
 */
export function clearUnfinished(studyFolder: string): void {
  remove(uncheckedCopiesFolder(studyFolder))
  for (const folder of [cacheFolder(studyFolder), videosFolder(studyFolder)]) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith(PARTIAL_ENDING)) remove(join(folder, name))
    }
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true })
  } catch {
    // As said.
  }
}
