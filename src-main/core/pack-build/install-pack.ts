import { randomUUID } from 'node:crypto'
import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readPack } from '../inference/pack-reader.ts'
import { UNFINISHED_PREFIX } from './build-pack.ts'

export interface InstallControl {
  readonly signal: AbortSignal
  progress(done: number, total: number): void
}

/**
 * Copies a pack's folder that was built elsewhere. Only the files that its pack.json names come along, and
 * the copy is checked, every byte, before it takes its place. Answers the pack's id; throws AppError
 * `pack-invalid`, or what the disk says.
 */
export async function installPack(
  source: string,
  folderFor: (packId: string) => string,
  control: InstallControl,
): Promise<string> {
  const { manifest } = readPack(source, { kind: 'quick' })
  const target = folderFor(manifest.id)
  const fresh = join(dirname(target), `${UNFINISHED_PREFIX}${randomUUID()}`)
  await mkdir(fresh, { recursive: true })
  try {
    const names = ['pack.json', ...manifest.files.map(({ name }) => name)]
    for (const [index, name] of names.entries()) {
      control.signal.throwIfAborted()
      control.progress(index, names.length + 1)
      await copyFile(join(source, name), join(fresh, name))
    }
    control.progress(names.length, names.length + 1)
    readPack(fresh, { kind: 'all' })
    await rm(target, { recursive: true, force: true })
    await rename(fresh, target)
    return manifest.id
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}
