import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { codeOf } from './os-errors.ts'
import { isInside } from './study-path.ts'

/**
 * Makes a folder of a study, with those between; one that is there is fine. Never the study's own folder: where that
 * was moved away or deleted while the study is open, a new one would lie in the way of its return. Rejects with the
 * system's own complaint, ENOENT where the study's folder is gone.
 */
export async function makeStudyFolder(studyFolder: string, folder: string): Promise<void> {
  const parent = dirname(folder)
  if (isInside(studyFolder, parent)) await makeStudyFolder(studyFolder, parent)
  try {
    await mkdir(folder)
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error
  }
}
