import { open, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { shownName } from '../../files/shown-name.ts'
import { CheckpointFault } from './checkpoint-fault.ts'

/** The system reads at most 2 GiB at once. */
const MAX_READ_BYTES = 2 ** 28

/** A file read at positions: bytes that are not there are refused before any memory is allocated. */
export interface SourceFile {
  /** Base name. */
  readonly name: string
  readonly bytes: number
  /** Throws CheckpointFault when the file ends earlier, AppError `file-unreadable` when the disk fails. */
  read(position: number, length: number): Promise<Buffer>
  /** Fills `target`. Throws like `read`. */
  readInto(target: Uint8Array, position: number): Promise<void>
  close(): Promise<void>
}

/** Throws AppError `file-unreadable`. */
export async function openSourceFile(path: string): Promise<SourceFile> {
  const { handle, bytes } = await openFile(path)
  const readInto = async (target: Uint8Array, position: number): Promise<void> => {
    if (!isInside(position, target.length, bytes)) throw endsEarly()
    let filled = 0
    while (filled < target.length) {
      const length = Math.min(target.length - filled, MAX_READ_BYTES)
      const { bytesRead } = await handle
        .read(target, filled, length, position + filled)
        .catch(unreadable(path))
      // The file was cut while it was read.
      if (bytesRead === 0) throw endsEarly()
      filled += bytesRead
    }
  }
  return {
    name: basename(path),
    bytes,
    readInto,
    async read(position, length) {
      if (!isInside(position, length, bytes)) throw endsEarly()
      const target = Buffer.alloc(length)
      await readInto(target, position)
      return target
    },
    close: () => handle.close(),
  }
}

async function openFile(path: string): Promise<{ handle: FileHandle; bytes: number }> {
  // Asked first: opening a named pipe would wait for a writer.
  const { size, isFile } = await stat(path)
    .then((found) => ({ size: found.size, isFile: found.isFile() }))
    .catch(unreadable(path))
  if (!isFile) throw new AppError('file-unreadable', `${shownName(path)} is not a file.`)
  return { handle: await open(path, 'r').catch(unreadable(path)), bytes: size }
}

/** False for claims that are negative, fractions or beyond what a number holds exactly. */
function isInside(position: number, length: number, bytes: number): boolean {
  return (
    Number.isSafeInteger(position) &&
    Number.isSafeInteger(length) &&
    position >= 0 &&
    length >= 0 &&
    position <= bytes - length
  )
}

function endsEarly(): CheckpointFault {
  return new CheckpointFault('it ends before the data that it announces; it may have been copied in part')
}

function unreadable(path: string): (cause: unknown) => never {
  return (cause) => {
    throw new AppError('file-unreadable', `${shownName(path)} cannot be read.`, { cause })
  }
}
