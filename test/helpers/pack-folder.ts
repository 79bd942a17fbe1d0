import { createHash } from 'node:crypto'
import { tempFolder, writeFiles } from './temp-folder.ts'

/** A pack's folder with these files, and their true hashes in its pack.json. It is gone when the test has ended. */
export function packFolder(manifest: object, files: Readonly<Record<string, string>>): string {
  const folder = tempFolder()
  writePack(folder, manifest, files)
  return folder
}

export function writePack(folder: string, manifest: object, files: Readonly<Record<string, string>>): void {
  const entries = Object.entries(files).map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  }))
  writeFiles(folder, { ...files, 'pack.json': JSON.stringify({ ...manifest, files: entries }) })
}
