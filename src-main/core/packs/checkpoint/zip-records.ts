import { crc32, inflateRawSync } from 'node:zlib'
import { fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { isAppError } from '#shared/errors.ts'
import { CheckpointFault, shownText } from './checkpoint-fault.ts'
import type { SourceFile } from './source-file.ts'

/** A full-size TorchScript CLIP has about a thousand. */
const MAX_RECORDS = 50_000
const CHECK_CHUNK_BYTES = 4 * 1024 * 1024
const STORED = 0
const DEFLATED = 8

/** One member of a zip archive, found but not read. */
export interface ZipRecord {
  readonly name: string
  /** Of its stored bytes, from the start of the file. */
  readonly position: number
  readonly storedBytes: number
  /** Once inflated; as many as stored when it is not deflated. */
  readonly bytes: number
  readonly isDeflated: boolean
  readonly crc32: number
}

/**
 * The archive's members by name, each of them inside the file. Nothing is ever unpacked to a path; names that
 * try to leave the archive are refused all the same. Throws CheckpointFault.
 */
export async function listRecords(file: SourceFile): Promise<Map<string, ZipRecord>> {
  const records = new Map<string, ZipRecord>()
  try {
    const zip = await fromRandomAccessReaderPromise(new SourceReader(file), file.bytes, {
      strictFileNames: true,
      autoClose: false,
    })
    for await (const entry of zip.eachEntry()) {
      if (records.has(entry.fileName)) {
        throw new CheckpointFault(`its zip archive holds ${shownText(entry.fileName)} twice`)
      }
      if (records.size >= MAX_RECORDS) {
        throw new CheckpointFault(`its zip archive has more than ${MAX_RECORDS} entries`)
      }
      records.set(entry.fileName, await locate(zip, entry))
    }
  } catch (error) {
    if (error instanceof CheckpointFault || isAppError(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new CheckpointFault(`its zip archive is damaged (${shownText(reason)})`, { cause: error })
  }
  return records
}

async function locate(zip: ZipFile, entry: Entry): Promise<ZipRecord> {
  const { fileName: name, compressionMethod } = entry
  if (entry.isEncrypted()) throw new CheckpointFault(`its entry ${shownText(name)} is encrypted`)
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) {
    throw new CheckpointFault(`its entry ${shownText(name)} is compressed in a way that PyTorch never uses`)
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true })
  return {
    name,
    position: fileDataStart,
    storedBytes: entry.compressedSize,
    bytes: entry.uncompressedSize,
    isDeflated: compressionMethod === DEFLATED,
    crc32: entry.crc32,
  }
}

/** A small record whole, inflated if need be. Throws CheckpointFault, also when it is larger than `maxBytes`. */
export async function readRecord(file: SourceFile, record: ZipRecord, maxBytes: number): Promise<Buffer> {
  if (record.bytes > maxBytes || record.storedBytes > maxBytes) {
    throw new CheckpointFault(`its entry ${shownText(record.name)} is too large (${record.bytes} bytes)`)
  }
  const stored = await file.read(record.position, record.storedBytes)
  const bytes = record.isDeflated ? inflate(stored, record) : stored
  if (crc32(bytes) !== record.crc32) throw damaged(record)
  return bytes
}

/** Inflates to the announced size and not a byte further: a zip bomb ends there. */
function inflate(stored: Buffer, record: ZipRecord): Buffer {
  let bytes: Buffer
  try {
    bytes = inflateRawSync(stored, { maxOutputLength: Math.max(record.bytes, 1) })
  } catch (cause) {
    throw new CheckpointFault(`its entry ${shownText(record.name)} cannot be decompressed`, { cause })
  }
  if (bytes.length !== record.bytes) throw damaged(record)
  return bytes
}

/** Reads a stored record once, piece by piece, against its checksum. Throws CheckpointFault. */
export async function checkRecord(file: SourceFile, record: ZipRecord): Promise<void> {
  const chunk = Buffer.allocUnsafe(Math.min(CHECK_CHUNK_BYTES, record.storedBytes))
  let sum = 0
  for (let done = 0; done < record.storedBytes; done += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, record.storedBytes - done))
    await file.readInto(part, record.position + done)
    sum = crc32(part, sum)
  }
  if (sum !== record.crc32) throw damaged(record)
}

function damaged(record: ZipRecord): CheckpointFault {
  return new CheckpointFault(`its entry ${shownText(record.name)} is damaged: its checksum does not match`)
}

/**
 * The library's own reader for files lets a position that no file can have throw where nobody can catch it; this
 * one asks the source first, which answers with a fault.
 */
class SourceReader extends RandomAccessReader {
  readonly #file: SourceFile

  constructor(file: SourceFile) {
    super()
    this.#file = file
  }

  override read(...[buffer, offset, length, position, done]: Parameters<RandomAccessReader['read']>): void {
    this.#file.readInto(buffer.subarray(offset, offset + length), position).then(() => {
      done(null)
    }, done)
  }
}
