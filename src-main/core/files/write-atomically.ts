import { randomUUID } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'

/** Ending of files that are not finished; one that is left over by a crash is never read. */
export const PARTIAL_ENDING = '.part'

/** A reader sees the whole file or none. The folder must be there. */
export async function writeAtomically(file: string, bytes: Uint8Array): Promise<void> {
  const partial = `${file}.${randomUUID()}${PARTIAL_ENDING}`
  try {
    await writeFile(partial, bytes)
    await rename(partial, file)
  } finally {
    await rm(partial, { force: true })
  }
}
