import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/** Large enough that reading costs little more than the disk. */
const CHUNK_BYTES = 1024 * 1024

export interface HashOptions {
  readonly signal: AbortSignal
  /** Bytes read so far. */
  onBytes?(bytes: number): void
}

/** SHA-256 of a file in lower-case hex, read in chunks. Throws what the file system throws, and `AbortError`. */
export async function hashFile(file: string, options: HashOptions): Promise<string> {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = createReadStream(file, { highWaterMark: CHUNK_BYTES, signal: options.signal })
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
    options.onBytes?.(bytes)
  }
  return hash.digest('hex')
}
