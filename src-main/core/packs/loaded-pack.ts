import type { ClipTextPack, FacePack } from '#shared/domain/pack.ts'

/** A pack whose manifest was read and whose files were checked against their hashes. */
export interface LoadedPack<Manifest = ClipTextPack | FacePack> {
  /** Absolute path. */
  readonly folder: string
  readonly manifest: Manifest
  /** Over pack.json, which holds the hash of every file, without the times measured at its building. */
  readonly sha256: string
}
