import type { FileHandle } from 'node:fs/promises'
import type { VideoContainer } from './file-kind.ts'

/**
 * Finds files that end too early, from the sizes that the container itself declares. ffmpeg plays what is
 * left of such a file without a word, so that the missing end would only look like a short video.
 */
export type Completeness =
  | { readonly state: 'complete' }
  /** The pictures are declared, but the file ends before they do. */
  | { readonly state: 'cut'; readonly missingBytes: number }
  /** MP4 and MOV: the index of the pictures (`moov`) is not there. */
  | { readonly state: 'no-index' }
  /** AVI: all pictures are there, only the list of where they lie is missing at the end. */
  | { readonly state: 'unindexed' }

const complete: Completeness = { state: 'complete' }

export async function checkCompleteness(
  file: FileHandle,
  { container, bytes }: { readonly container: VideoContainer; readonly bytes: number },
): Promise<Completeness> {
  switch (container) {
    case 'mp4':
    case 'mov':
      return await checkBoxes(file, bytes)
    case 'avi':
      return await checkRiff(file, bytes)
    case 'webm':
    case 'mkv':
      return await checkSegment(file, bytes)
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await file.read(buffer, 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** A fragmented file has two boxes a fragment; an hour in one-second fragments is well below this. */
const maxBoxes = 100_000

async function checkBoxes(file: FileHandle, bytes: number): Promise<Completeness> {
  let position = 0
  let hasIndex = false
  for (let count = 0; position + 8 <= bytes; count += 1) {
    const header = await readAt(file, position, 16)
    const size = header.length < 8 ? null : boxSize(header, bytes - position)
    // Something that is no box: ffmpeg may still make sense of it.
    if (size === null || count > maxBoxes) return complete
    const type = header.toString('latin1', 4, 8)
    const missingBytes = position + size - bytes
    if (missingBytes > 0) {
      if (type === 'mdat' && hasIndex) return { state: 'cut', missingBytes }
      break
    }
    if (type === 'moov') hasIndex = true
    position += size
  }
  return hasIndex ? complete : { state: 'no-index' }
}

/** ISO/IEC 14496-12, 4.2: 0 means "to the end of the file", 1 that 64 bits follow. Null when impossible. */
function boxSize(header: Buffer, left: number): number | null {
  const short = header.readUInt32BE(0)
  if (short === 0) return left
  if (short === 1) return header.length >= 16 ? Number(header.readBigUInt64BE(8)) : null
  return short >= 8 ? short : null
}

async function checkRiff(file: FileHandle, bytes: number): Promise<Completeness> {
  const header = await readAt(file, 0, 8)
  // Recorders that never came to close the file leave 0; the size says nothing beyond 4 GB.
  const declared = header.length < 8 ? 0 : header.readUInt32LE(4) + 8
  if (declared <= bytes) return complete
  const picturesEnd = await endOfPictures(file, bytes)
  return picturesEnd !== null && picturesEnd <= bytes
    ? { state: 'unindexed' }
    : { state: 'cut', missingBytes: declared - bytes }
}

/** A header, a list of streams, some padding: the pictures are among the first chunks. */
const maxChunks = 100

/** Where the list `movi` ends, by its own size; null when it is not found. */
async function endOfPictures(file: FileHandle, bytes: number): Promise<number | null> {
  let position = 12
  for (let count = 0; position + 12 <= bytes && count < maxChunks; count += 1) {
    const header = await readAt(file, position, 12)
    if (header.length < 12) return null
    // Chunks begin at even places.
    const size = header.readUInt32LE(4)
    if (header.toString('latin1', 0, 4) === 'LIST' && header.toString('latin1', 8, 12) === 'movi') {
      return position + 8 + size
    }
    position += 8 + size + (size % 2)
  }
  return null
}

const segmentId = 0x18538067

/** The EBML header is one element, and the Segment that follows holds all the rest (RFC 9559). */
async function checkSegment(file: FileHandle, bytes: number): Promise<Completeness> {
  const head = await readAt(file, 0, 4096)
  const headerSize = readVint(head, 4)
  if (headerSize?.value == null) return complete
  const segment = headerSize.end + headerSize.value
  if (segment + 12 > head.length || head.readUInt32BE(segment) !== segmentId) return complete
  const size = readVint(head, segment + 4)
  // Browsers record with an unknown size.
  if (size?.value == null) return complete
  const missingBytes = size.end + size.value - bytes
  return missingBytes > 0 ? { state: 'cut', missingBytes } : complete
}

/** EBML variable-length integer; `value` is null for the reserved "unknown size" (all bits 1). */
function readVint(buffer: Buffer, at: number): { value: number | null; end: number } | null {
  const first = buffer[at]
  if (first === undefined || first === 0) return null
  const length = Math.clz32(first) - 23
  const bytes = buffer.subarray(at, at + length)
  if (bytes.length < length) return null
  let value = first & (0xff >> length)
  let allOnes = value === 0xff >> length
  for (const byte of bytes.subarray(1)) {
    value = value * 256 + byte
    allOnes &&= byte === 0xff
  }
  return { value: allOnes ? null : value, end: at + length }
}
