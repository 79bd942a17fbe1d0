import type { Database } from 'better-sqlite3'
import { isAppError } from '#shared/errors.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import type { ShownClasses } from '../study/clip-repository.ts'
import { createPackRepository } from './pack-repository.ts'
import { createPromptSetRepository } from './prompt-set-repository.ts'
import { frameStrideOf } from './clip-sampling.ts'
import type { ClassChoice } from './service.ts'

/**
 * Finds which passes a choice is about. Null while there are none: the pack is gone or broken, or has made nothing in
 * this study yet.
 */
export function createChosenClasses(
  db: Database,
  packs: Pick<PackStore, 'clipText'>,
): (choice: ClassChoice) => ShownClasses | null {
  const usedPacks = createPackRepository(db)
  const promptSets = createPromptSetRepository(db)
  return ({ packId, promptSetId }) => {
    const promptSet = promptSets.get(promptSetId)
    const pack = packOrNull(packs, packId)
    const packRowId = pack === null ? null : usedPacks.rowId(pack)
    if (promptSet === null || pack === null || packRowId === null) return null
    return { packRowId, frameStride: frameStrideOf(pack.manifest.sampling, promptSet), promptSetId }
  }
}

function packOrNull(
  packs: Pick<PackStore, 'clipText'>,
  packId: string,
): ReturnType<PackStore['clipText']> | null {
  try {
    return packs.clipText(packId)
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}
