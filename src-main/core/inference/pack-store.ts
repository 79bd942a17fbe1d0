import type { ClipTextPack, FacePack, PackSummary } from '#shared/domain/pack.ts'

/** A pack whose manifest was read and whose files were checked against their hashes. */
export interface LoadedPack<Manifest = ClipTextPack | FacePack> {
  /** Absolute path. */
  readonly folder: string
  readonly manifest: Manifest
  /** Over pack.json, which holds the hash of every file. */
  readonly sha256: string
}

export interface PackStore {
  /** All packs found, the broken ones with their problem. */
  list(): PackSummary[]
  /** Throws AppError `not-found` or `pack-invalid`. */
  clipText(packId: string): LoadedPack<ClipTextPack>
  /** The face detector that serves every pack. */
  faces(): LoadedPack<FacePack>
}
