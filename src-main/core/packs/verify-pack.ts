import type { LoadedPack } from './loaded-pack.ts'
import { readManifest, readPack } from './pack-reader.ts'

export interface VerifyControl {
  readonly signal: AbortSignal
  /** Files. */
  progress(done: number, total: number): void
}

/**
 * Checks every byte of a pack, also of files that look unchanged. Throws AppError `pack-invalid`, and the reason of the signal
 * between two files.
 */
export async function verifyPack(folder: string, { signal, progress }: VerifyControl): Promise<LoadedPack> {
  const { files } = readManifest(folder).manifest
  for (const [index, { name }] of files.entries()) {
    // One file at a time: hashing holds the thread.
    await new Promise((resolveTurn) => setImmediate(resolveTurn))
    signal.throwIfAborted()
    progress(index, files.length)
    readPack(folder, { kind: 'anew', name })
  }
  progress(files.length, files.length)
  return readPack(folder, { kind: 'named', names: [] })
}
