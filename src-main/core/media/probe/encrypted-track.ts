import type { FileHandle } from 'node:fs/promises'

/**
 * Finds MP4 tracks whose pictures are encrypted (ISO/IEC 23001-7, as streaming services and some recorders write
 * them). ffmpeg decodes such a file to noise without a word that names the cause.
 */
export async function hasEncryptedPictures(file: FileHandle, bytes: number): Promise<boolean> {
  return await hasEncryptedIn(file, { start: 0, end: bytes }, 0)
}

interface Stretch {
  readonly start: number
  readonly end: number
}

/** The way from the file to the description of its samples. */
const way = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']
/** `stsd` begins with a version and a count. */
const stsdHeaderBytes = 8
const encryptedVideo = 'encv'
/** More than any real file has on one level. */
const maxBoxes = 10_000

async function hasEncryptedIn(file: FileHandle, within: Stretch, depth: number): Promise<boolean> {
  const header = Buffer.alloc(16)
  let at = within.start
  for (let count = 0; at + 8 <= within.end && count < maxBoxes; count += 1) {
    const { bytesRead } = await file.read(header, 0, header.length, at)
    const short = bytesRead < 8 ? 0 : header.readUInt32BE(0)
    const isLong = short === 1 && bytesRead === header.length
    const size = isLong ? Number(header.readBigUInt64BE(8)) : short
    if (size < 8) return false
    const type = header.toString('latin1', 4, 8)
    if (depth === way.length) {
      if (type === encryptedVideo) return true
    } else if (type === way[depth]) {
      const start = at + (isLong ? 16 : 8) + (type === 'stsd' ? stsdHeaderBytes : 0)
      const inner = { start, end: Math.min(within.end, at + size) }
      if (await hasEncryptedIn(file, inner, depth + 1)) return true
    }
    at += size
  }
  return false
}
