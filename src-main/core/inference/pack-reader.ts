import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { packManifestSchema } from '#shared/domain/pack.ts'
import type { PackManifest } from '#shared/domain/pack.ts'
import type { LoadedPack } from './pack-store.ts'

/** Hashes of files that did not change since, by path; hashing EmoCLIP's 600 MB twice would be felt. */
const knownHashes = new Map<
  string,
  { readonly size: number; readonly mtimeMs: number; readonly sha256: string }
>()

/**
 * Reads a pack's manifest and checks every file against its hash.
 * Throws AppError `pack-invalid` with one sentence that names the pack's folder and what is wrong.
 */
export function readPack(folder: string): LoadedPack {
  const { manifest, sha256 } = readManifest(folder)
  for (const file of manifest.files) checkFile(folder, file)
  for (const name of referencedFiles(manifest)) {
    if (!manifest.files.some((file) => file.name === name)) {
      throw invalid(folder, `its pack.json names ${name} but not the hash of it`)
    }
  }
  return { folder, manifest, sha256 }
}

/** The manifest alone, its files unchecked. Throws like `readPack`. */
export function readManifest(folder: string): { manifest: PackManifest; sha256: string } {
  let bytes: Buffer
  try {
    bytes = readFileSync(join(folder, 'pack.json'))
  } catch (cause) {
    throw invalid(folder, 'its pack.json cannot be read', cause)
  }
  let json: unknown
  try {
    json = JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw invalid(folder, 'its pack.json is not JSON', cause)
  }
  const parsed = packManifestSchema.safeParse(json)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue?.path.map(String).join('.') ?? ''
    throw invalid(folder, `its pack.json is wrong at ${where || 'its root'} (${issue?.message ?? 'unknown'})`)
  }
  return { manifest: parsed.data, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function checkFile(folder: string, file: PackManifest['files'][number]): void {
  const path = join(folder, file.name)
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) throw invalid(folder, `the file ${file.name} is missing`)
  if (size !== file.bytes) {
    throw invalid(folder, `the file ${file.name} has ${size} bytes instead of ${file.bytes}`)
  }
  if (fileHash(path) !== file.sha256) {
    throw invalid(folder, `the file ${file.name} was changed: its hash is not the one in pack.json`)
  }
}

function fileHash(path: string): string {
  const { size, mtimeMs } = statSync(path)
  const known = knownHashes.get(path)
  if (known?.size === size && known.mtimeMs === mtimeMs) return known.sha256
  const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex')
  knownHashes.set(path, { size, mtimeMs, sha256 })
  return sha256
}

/** Files that code will open: each must have its hash in `files`. */
function referencedFiles(manifest: PackManifest): string[] {
  if (manifest.task === 'face-detection') return [manifest.detector.file, manifest.landmarks.file]
  const names = [manifest.visual.file, manifest.text.file]
  if (manifest.temporal.kind === 'graph') names.push(manifest.temporal.file)
  return names
}

function invalid(folder: string, reason: string, cause?: unknown): AppError {
  return new AppError('pack-invalid', `The model pack ${basename(folder)} cannot be used: ${reason}.`, {
    cause,
  })
}
