/**
 * Names what a file really is by its first bytes, because ffmpeg says "Invalid data found" to a text file, a
 * photograph and a broken video alike.
 */
export type VideoContainer = 'mp4' | 'mov' | 'webm' | 'mkv' | 'avi'

export type FileKind =
  | { readonly kind: 'video'; readonly container: VideoContainer }
  /** `name` completes the sentence "This is …". */
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unknown' }

/** Enough for every signature below, and to tell text from binary. */
export const firstBytesNeeded = 4096

const zipEntry = 'PK\x03\x04'
/** In the header of an archive's first file. */
const zipFlagsAt = 6
const zipEncrypted = 1

const signatures: readonly { readonly bytes: string; readonly name: string }[] = [
  { bytes: zipEntry, name: 'a ZIP archive or an Office document' },
  { bytes: 'PK\x05\x06', name: 'an empty ZIP archive' },
  { bytes: '7z\xbc\xaf\x27\x1c', name: 'a 7-Zip archive' },
  { bytes: 'Rar!', name: 'a RAR archive' },
  { bytes: '\x1f\x8b', name: 'a gzip archive' },
  { bytes: '%PDF', name: 'a PDF document' },
  { bytes: '\xd0\xcf\x11\xe0', name: 'an old Office document' },
  { bytes: '\xff\xd8\xff', name: 'a JPEG picture' },
  { bytes: '\x89PNG', name: 'a PNG picture' },
  { bytes: 'GIF8', name: 'a GIF picture' },
  { bytes: 'BM', name: 'a BMP picture' },
  { bytes: 'II*\x00', name: 'a TIFF picture' },
  { bytes: 'MM\x00*', name: 'a TIFF picture' },
  { bytes: 'ID3', name: 'an MP3 sound file' },
  { bytes: 'fLaC', name: 'a FLAC sound file' },
  { bytes: 'SQLite format 3', name: 'a SQLite database' },
  { bytes: 'MZ', name: 'a Windows program' },
  { bytes: '\x7fELF', name: 'a Linux program' },
]

const riffForms: Readonly<Record<string, FileKind>> = {
  'AVI ': { kind: 'video', container: 'avi' },
  WEBP: { kind: 'other', name: 'a WebP picture' },
  WAVE: { kind: 'other', name: 'a WAV sound file' },
}

/** First box of files of the QuickTime family. */
const quickTimeBoxes = new Set(['ftyp', 'moov', 'mdat', 'free', 'skip', 'wide', 'pnot', 'styp'])
const stillPictureBrands = new Set(['heic', 'heix', 'mif1', 'msf1', 'avif', 'avis'])

/** `head` holds the first bytes of a file that is not empty, at best `firstBytesNeeded` of them. */
export function fileKindOf(head: Uint8Array): FileKind {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  const boxType = text.slice(4, 8)
  if (quickTimeBoxes.has(boxType)) return quickTimeKind(boxType, text.slice(8, 12))
  if (text.startsWith('\x1a\x45\xdf\xa3')) {
    return { kind: 'video', container: text.slice(0, 64).includes('webm') ? 'webm' : 'mkv' }
  }
  if (text.startsWith('RIFF')) return riffForms[text.slice(8, 12)] ?? { kind: 'unknown' }
  const signature = signatures.find(({ bytes }) => text.startsWith(bytes))
  // `BM` and `MZ` are short enough to begin a text.
  if (signature?.bytes === zipEntry && ((head[zipFlagsAt] ?? 0) & zipEncrypted) !== 0) {
    return { kind: 'other', name: 'a ZIP archive protected with a password' }
  }
  if (signature !== undefined && !(signature.bytes.length === 2 && isText(head))) {
    return { kind: 'other', name: signature.name }
  }
  return isText(head) ? { kind: 'other', name: 'a text file' } : { kind: 'unknown' }
}

function quickTimeKind(boxType: string, brand: string): FileKind {
  if (boxType === 'ftyp' && stillPictureBrands.has(brand)) {
    return { kind: 'other', name: 'a HEIC or AVIF picture' }
  }
  // Files without an `ftyp` box were written by old QuickTime.
  const isMov = boxType === 'ftyp' ? brand === 'qt  ' : boxType !== 'styp'
  return { kind: 'video', container: isMov ? 'mov' : 'mp4' }
}

function isText(head: Uint8Array): boolean {
  return head.every(
    (byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0x0c,
  )
}
