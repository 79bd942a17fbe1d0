import { createHash } from 'node:crypto'
import { closeSync, openSync, readFileSync, readSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'

/**
 * Hashes of a pack's files, remembered for as long as a file's size and time of change stay the same: EmoCLIP's
 * weights are most of a gigabyte, and hashing them at each start would be felt. Kept in memory and, where the
 * pack's folder can be written to, in a file beside the pack.
 */
const STAMPS = '.checked.json'

const stampsSchema = z.record(
  z.string(),
  z.object({ size: z.number(), mtimeMs: z.number(), sha256: z.string() }),
)
type Stamps = z.infer<typeof stampsSchema>

const known = new Map<string, Stamps>()

export interface HashOptions {
  /** Reads the file even if it looks unchanged. */
  readonly anew: boolean
}

/** SHA-256 of a file, in hexadecimal digits. */
export function fileHash(path: string, { anew }: HashOptions): string {
  const folder = dirname(path)
  const name = basename(path)
  const stamps = stampsOf(folder)
  const { size, mtimeMs } = statSync(path)
  const stamp = stamps[name]
  if (!anew && stamp?.size === size && stamp.mtimeMs === mtimeMs) return stamp.sha256
  const sha256 = hashInChunks(path)
  keep(folder, { ...stamps, [name]: { size, mtimeMs, sha256 } })
  return sha256
}

/** Notes hashes that were just computed, so that they need not be again: of a pack that was built here. */
export function rememberHashes(
  folder: string,
  files: readonly { readonly name: string; readonly sha256: string }[],
): void {
  const stamps = files.map(({ name, sha256 }) => {
    const { size, mtimeMs } = statSync(join(folder, name))
    return [name, { size, mtimeMs, sha256 }] as const
  })
  keep(folder, Object.fromEntries(stamps))
}

function stampsOf(folder: string): Stamps {
  const before = known.get(folder)
  if (before !== undefined) return before
  try {
    return stampsSchema.parse(JSON.parse(readFileSync(join(folder, STAMPS), 'utf8')))
  } catch {
    return {}
  }
}

function keep(folder: string, stamps: Stamps): void {
  known.set(folder, stamps)
  try {
    writeFileSync(join(folder, STAMPS), JSON.stringify(stamps))
  } catch {
    // A folder that cannot be written to: the next process hashes again.
  }
}

const CHUNK_BYTES = 4 * 1024 * 1024

/** A file of weights is too large to be held at once. */
function hashInChunks(path: string): string {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES)
  const file = openSync(path, 'r')
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, read))
    }
  } finally {
    closeSync(file)
  }
  return hash.digest('hex')
}
