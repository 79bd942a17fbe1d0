import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { packManifestSchema } from '#shared/domain/pack.ts'
import type { NetFiles, PackManifest } from '#shared/domain/pack.ts'
import { fileHash } from './checked-files.ts'
import type { LoadedPack } from './loaded-pack.ts'

/** Which of a pack's files have their content checked; existence and size always are. */
export type FileCheck =
  /** Every byte, also of files that look unchanged since they were checked last. */
  | { readonly kind: 'all' }
  /** Small files only: what a list of packs can afford while a window waits. */
  | { readonly kind: 'quick' }
  /** The files that are about to be opened, by name, unless they look unchanged since they were checked last. */
  | { readonly kind: 'named'; readonly names: readonly string[] }
  /** One file, every byte. */
  | { readonly kind: 'anew'; readonly name: string }

/** Beyond this, hashing would be felt. */
const QUICK_BYTES = 32_000_000

/**
 * Reads a pack's manifest and checks its files against their hashes.
 * Throws AppError `pack-invalid` with one sentence that names the pack's folder and what is wrong.
 */
export function readPack(folder: string, check: FileCheck): LoadedPack {
  const { manifest, sha256 } = readManifest(folder)
  for (const file of manifest.files) checkFile(folder, file, check)
  for (const name of referencedFiles(manifest)) {
    if (!manifest.files.some((file) => file.name === name)) {
      throw invalid(folder, `its pack.json names ${name} but not the hash of it`)
    }
  }
  return { folder, manifest, sha256 }
}

function isHashed({ name, bytes }: PackManifest['files'][number], check: FileCheck): boolean {
  switch (check.kind) {
    case 'all':
      return true
    case 'quick':
      return bytes <= QUICK_BYTES
    case 'named':
      return check.names.includes(name)
    case 'anew':
      return check.name === name
  }
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
    if (isFacePack(json) && !('recogniser' in json)) throw invalid(folder, NO_RECOGNISER)
    const [issue] = parsed.error.issues
    const where = issue?.path.map(String).join('.') ?? ''
    throw invalid(folder, `its pack.json is wrong at ${where || 'its root'} (${issue?.message ?? 'unknown'})`)
  }
  return { manifest: parsed.data, sha256: identityOf(bytes, json) }
}

/** Such packs were made by versions of this program that knew nobody again. */
const NO_RECOGNISER =
  'it is an older one that cannot tell people apart; set the program up anew, and the pack is replaced'

/** Whether a folder's pack.json says that it is for faces, whatever else is wrong with it. */
export function claimsToFindFaces(folder: string): boolean {
  try {
    return isFacePack(JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')))
  } catch {
    return false
  }
}

const isFacePack = (json: unknown): json is { task: 'face-detection' } =>
  typeof json === 'object' && json !== null && 'task' in json && json.task === 'face-detection'

/**
 * What a pack is known by: the hash of its pack.json, without the times that were measured when it was built.
 * So the same checkpoint gives one pack on every machine. Taken from the file, not from what was understood of
 * it: a later version of this program that knows more fields knows the pack by the same name.
 */
function identityOf(bytes: Buffer, json: unknown): string {
  const { build = null, ...rest } = json as { build?: object | null }
  const identity = build === null ? bytes : JSON.stringify({ ...rest, build: { ...build, measured: null } })
  return createHash('sha256').update(identity).digest('hex')
}

function checkFile(folder: string, file: PackManifest['files'][number], check: FileCheck): void {
  const path = join(folder, file.name)
  const size = statSync(path, { throwIfNoEntry: false })?.size
  if (size === undefined) throw invalid(folder, `the file ${file.name} is missing`)
  if (size !== file.bytes) {
    throw invalid(folder, `the file ${file.name} has ${size} bytes instead of ${file.bytes}`)
  }
  const anew = check.kind === 'all' || check.kind === 'anew'
  if (isHashed(file, check) && fileHash(path, { anew }) !== file.sha256) {
    throw invalid(folder, `the file ${file.name} was changed: its hash is not the one in pack.json`)
  }
}

/** Files that code will open: each must have its hash in `files`. */
function referencedFiles(manifest: PackManifest): string[] {
  if (manifest.task === 'face-detection') {
    const { detector, landmarks, recogniser } = manifest
    return [detector.file, landmarks.file, recogniser.file]
  }
  const { visual, temporal, text } = manifest
  return [
    ...filesOf(visual.files),
    ...(temporal.kind === 'graph' ? filesOf(temporal.files) : []),
    ...(text.kind === 'graph' ? filesOf(text.files) : [text.file]),
  ]
}

function filesOf(files: NetFiles): string[] {
  return Object.values(files).flatMap(({ graph, weights }) => (weights === null ? [graph] : [graph, weights]))
}

function invalid(folder: string, reason: string, cause?: unknown): AppError {
  return new AppError('pack-invalid', `The model pack ${basename(folder)} cannot be used: ${reason}.`, {
    cause,
  })
}
