/** A pack before it is on disk: its manifest without the file list, and its files' bytes. */
import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packManifestSchema } from '#shared/domain/pack.ts'
import type { PackManifest } from '#shared/domain/pack.ts'

/** `Omit` over each member of the union, so that the discriminator still tells them apart. */
type WithoutFiles<Manifest> = Manifest extends unknown ? Omit<Manifest, 'files'> : never

export interface PackDraft {
  readonly manifest: WithoutFiles<PackManifest>
  readonly files: ReadonlyMap<string, Uint8Array>
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

/** The bytes of pack.json: the same draft gives the same bytes. */
export function manifestBytes({ manifest, files }: PackDraft): Uint8Array {
  const entries = [...files].map(([name, bytes]) => ({ name, sha256: sha256(bytes), bytes: bytes.length }))
  const whole = packManifestSchema.parse({ ...manifest, files: entries })
  return new TextEncoder().encode(`${JSON.stringify(whole, null, 2)}\n`)
}

/** Replaces the pack's folder whole: a reader sees the old pack or the new one. */
export function writePack(modelsFolder: string, draft: PackDraft): string {
  const folder = join(modelsFolder, draft.manifest.id)
  const fresh = `${folder}.new-${process.pid}`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  for (const [name, bytes] of draft.files) writeFileSync(join(fresh, name), bytes)
  writeFileSync(join(fresh, 'pack.json'), manifestBytes(draft))
  mkdirSync(dirname(folder), { recursive: true })
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  return folder
}
