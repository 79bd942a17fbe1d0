import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '#shared/errors.ts'

/** A scale is a page of JSON, tables of one study some more; anything larger is another file picked by mistake. */
const MAX_BYTES = 1_000_000

/** `what` ends a sentence, e.g. `a scale`. Throws AppError `file-unreadable`, `bad-request`. */
export async function readSmall(file: string, what: string): Promise<Buffer> {
  const name = basename(file)
  const size = await stat(file).then(
    (found) => found.size,
    (error: unknown) => {
      throw new AppError('file-unreadable', `${name} cannot be read.`, { cause: error })
    },
  )
  if (size > MAX_BYTES) throw new AppError('bad-request', `${name} is too large to be ${what}.`)
  return readFile(file).catch((error: unknown) => {
    throw new AppError('file-unreadable', `${name} cannot be read.`, { cause: error })
  })
}
