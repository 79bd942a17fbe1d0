import { AppError, isAppError } from '#shared/errors.ts'

const FULL = new Set<unknown>(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])
const CLOSED = new Set(['EACCES', 'EPERM', 'EBUSY'])
const NOT_A_FOLDER = new Set(['ENOTDIR', 'EEXIST'])

function sentenceFor(code: string, folderName: string): string {
  if (FULL.has(code)) return `The disk of “${folderName}” is full: nothing was exported.`
  if (CLOSED.has(code)) {
    return `The folder “${folderName}” may not be written to, or a file in it is open in another program.`
  }
  if (code === 'EROFS') {
    return `The drive that “${folderName}” would lie on is read-only: nothing was exported. Choose another place.`
  }
  if (NOT_A_FOLDER.has(code)) return `“${folderName}” is a file, not a folder.`
  if (code === 'ENOENT') {
    return `The folder “${folderName}” cannot be made there: the drive or folder that it would lie in is not there or takes no folders. Choose another place.`
  }
  return `The folder “${folderName}” cannot be written to (${code}): nothing was exported. Choose another place.`
}

/** What the system or SQLite calls what happened, e.g. `ENOENT`; null for anything else. */
export function codeOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null
}

/** The disk, or the user's share of it, has no room; whoever complained: the system, SQLite, or this program already. */
export function isDiskFull(error: unknown): boolean {
  return isAppError(error) ? error.code === 'disk-full' : FULL.has(codeOf(error))
}

/** Whether ffmpeg, which tells the system's error as text only, complained of a full disk. */
export function tellsDiskFull(complaints: string): boolean {
  return /no space left|disk quota exceeded/i.test(complaints)
}

/** AppError `disk-full` with this sentence when the disk is full, else the same error. */
export function orDiskFull(error: unknown, sentence: string): unknown {
  return isDiskFull(error) && !isAppError(error)
    ? new AppError('disk-full', sentence, { cause: error })
    : error
}

function systemCode(error: unknown): string | null {
  return error instanceof Error && 'syscall' in error ? codeOf(error) : null
}

/**
 * Node's complaint about a folder that is written to, in a clinician's words: an AppError `disk-full` or
 * `file-unreadable`. Whatever the system did not complain of comes back as it is.
 */
export function explainWriteError(error: unknown, folderName: string): unknown {
  const code = systemCode(error)
  if (isAppError(error) || code === null) return error
  const kind = FULL.has(code) ? 'disk-full' : 'file-unreadable'
  return new AppError(kind, sentenceFor(code, folderName), { cause: error })
}
