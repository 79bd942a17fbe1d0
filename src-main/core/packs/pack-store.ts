import { existsSync, readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { AppError, isAppError } from '#shared/errors.ts'
import { precisions } from '#shared/domain/pack.ts'
import type { ClipTextPack, FacePack, PackManifest, PackSummary, Precision } from '#shared/domain/pack.ts'
import { claimsToFindFaces, readManifest, readPack } from './pack-reader.ts'
import type { LoadedPack } from './loaded-pack.ts'

export interface PackStore {
  /** All packs found, the broken ones with their problem. */
  list(): PackSummary[]
  /**
   * The pack, its small files checked; large ones are checked by who opens them. Throws AppError `not-found` or
   * `pack-invalid`.
   */
  clipText(packId: string): LoadedPack<ClipTextPack>
  /** The face detector that serves every pack. */
  faces(): LoadedPack<FacePack>
  /** The folder of an installed pack. Throws AppError `not-found`. */
  folder(packId: string): string
  /** Where a pack of this id would be installed for the user. Throws AppError `bad-request` without a place. */
  userFolder(packId: string): string
  /** Throws AppError `not-found`, or `conflict` for a pack that came with the program. */
  remove(packId: string): Promise<void>
}

export interface PackStoreOptions {
  /** Each holds one folder per pack; of two packs with one id, the first wins. */
  readonly folders: readonly string[]
  /** The one of them that users' packs go into; null when there is none. */
  readonly userFolder?: string | null
}

const ABSENT_HASH = '0'.repeat(64)

/**
 * Looks for packs in the given folders, each of which holds one folder per pack. The first of two packs with
 * one id wins, so a user's folder is named before the program's. Folders are read anew on each call; only
 * hashes of unchanged files are remembered.
 */
export function createPackStore({ folders, userFolder = null }: PackStoreOptions): PackStore {
  const packFolders = (): string[] => folders.flatMap((folder) => packFoldersIn(resolve(folder)))

  /** Any pack of the task when `packId` is null. */
  function findPack(task: PackManifest['task'], packId: string | null): string | null {
    for (const folder of packFolders()) {
      const manifest = manifestOrNull(folder)
      if (manifest?.task === task && (packId === null || manifest.id === packId)) return folder
    }
    return null
  }

  function folderOf(packId: string): string {
    // As they are listed: one that cannot be read goes by its folder's name.
    const found = packFolders().find((folder) => (manifestOrNull(folder)?.id ?? basename(folder)) === packId)
    if (found !== undefined) return found
    throw new AppError('not-found', `There is no model pack named ${packId} on this computer.`)
  }
  const isRemovable = (folder: string): boolean =>
    userFolder !== null && dirname(folder) === resolve(userFolder)

  return {
    list() {
      const summaries = new Map<string, PackSummary>()
      for (const folder of packFolders()) {
        const summary = summarise(folder, isRemovable(folder))
        if (!summaries.has(summary.id)) summaries.set(summary.id, summary)
      }
      return [...summaries.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
    },
    clipText(packId) {
      const found = findPack('clip-text', packId)
      if (found === null) {
        const broken = packFolders().find((folder) => basename(folder) === packId)
        if (broken !== undefined) readManifest(broken)
        throw new AppError('not-found', `There is no model pack named ${packId} on this computer.`)
      }
      const pack = readPack(found, { kind: 'quick' })
      if (pack.manifest.task !== 'clip-text') throw changedWhileRead(packId)
      return { ...pack, manifest: pack.manifest }
    },
    faces() {
      const found = findPack('face-detection', null)
      if (found === null) {
        const broken = packFolders().find(claimsToFindFaces)
        if (broken !== undefined) readManifest(broken)
        throw new AppError('not-found', 'There is no model pack that finds faces on this computer.')
      }
      const pack = readPack(found, { kind: 'quick' })
      if (pack.manifest.task !== 'face-detection') throw changedWhileRead(pack.manifest.id)
      return { ...pack, manifest: pack.manifest }
    },
    folder: folderOf,
    userFolder(packId) {
      if (userFolder !== null) return join(userFolder, packId)
      throw new AppError('bad-request', 'There is no folder for packs of your own here.')
    },
    async remove(packId) {
      const folder = folderOf(packId)
      if (!isRemovable(folder)) {
        throw new AppError('conflict', `The model pack ${packId} came with the program and stays with it.`)
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function packFoldersIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return (
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      // Packs that are being built, or were when the program was killed.
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => join(folder, entry.name))
      .filter((path) => existsSync(join(path, 'pack.json')))
      .sort()
  )
}

function manifestOrNull(folder: string): PackManifest | null {
  try {
    return readManifest(folder).manifest
  } catch (error) {
    if (isAppError(error)) return null
    throw error
  }
}

function summarise(folder: string, removable: boolean): PackSummary {
  let read: { manifest: PackManifest; sha256: string }
  try {
    read = readManifest(folder)
  } catch (error) {
    if (!isAppError(error)) throw error
    return { ...unreadable(folder, error.message), removable }
  }
  const { manifest, sha256 } = read
  const clipText = manifest.task === 'clip-text' ? manifest : null
  return {
    id: manifest.id,
    version: manifest.version,
    sha256,
    title: manifest.title,
    task: manifest.task,
    licence: manifest.licence,
    origin: manifest.origin,
    citation: manifest.citation,
    bytes: manifest.files.reduce((total, file) => total + file.bytes, 0),
    zeroShot: clipText?.zeroShot ?? false,
    embeddingDim: clipText?.embeddingDim ?? null,
    claims: clipText?.claims ?? null,
    crop: clipText === null ? null : { ...clipText.crop, sizePx: clipText.visual.input.size },
    precisions: clipText === null ? [] : precisionsOf(clipText),
    build: clipText?.build ?? null,
    removable,
    problem: problemOf(folder),
  }
}

/** Precisions that every net of the pack is there in. */
export function precisionsOf({ visual, temporal, text }: ClipTextPack): Precision[] {
  const nets = [
    visual.files,
    ...(temporal.kind === 'graph' ? [temporal.files] : []),
    ...(text.kind === 'graph' ? [text.files] : []),
  ]
  return precisions.filter((precision) => nets.every((files) => files[precision] !== undefined))
}

function problemOf(folder: string): string | null {
  try {
    readPack(folder, { kind: 'quick' })
    return null
  } catch (error) {
    if (isAppError(error)) return error.message
    throw error
  }
}

/** A pack without a readable manifest still shows, under its folder's name, so that it can be repaired. */
function unreadable(folder: string, problem: string): PackSummary {
  return {
    id: basename(folder),
    version: '',
    sha256: ABSENT_HASH,
    title: basename(folder),
    task: 'clip-text',
    licence: '',
    origin: '',
    citation: '',
    bytes: 0,
    zeroShot: false,
    embeddingDim: null,
    claims: null,
    crop: null,
    precisions: [],
    build: null,
    removable: false,
    problem,
  }
}

function changedWhileRead(packId: string): AppError {
  return new AppError('pack-invalid', `The model pack ${packId} changed while it was read.`)
}
