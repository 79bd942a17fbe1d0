import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { writeWhole } from '#core/files/write-atomically.ts'
import { AppError } from '#shared/errors.ts'

/** Into a file that the user named. Throws AppError `file-unreadable`. */
export async function writeChosen(file: string, content: Uint8Array): Promise<void> {
  try {
    const options = { flush: true, usersRights: true }
    await writeWhole(file, (partial) => writeFile(partial, content), options)
  } catch (error) {
    throw new AppError('file-unreadable', `${basename(file)} could not be written there.`, { cause: error })
  }
}
