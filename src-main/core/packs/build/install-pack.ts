import { copyFile, lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { shownName } from '../../files/shown-name.ts'
import { readPack } from '../pack-reader.ts'
import { orDiskFull } from '../../files/os-errors.ts'
import { beginFolder, replaceFolder } from './replace-folder.ts'

export interface InstallControl {
  readonly signal: AbortSignal
  progress(done: number, total: number): void
}

/**
 * Copies a pack's folder that was built elsewhere. Only the files that its pack.json names come along, and
 * the copy is checked, every byte, before it takes its place. Returns the pack's id; throws AppError
 * `pack-invalid`, `disk-full` or `file-unreadable`.
 */
export async function installPack(
  source: string,
  folderFor: (packId: string) => string,
  control: InstallControl,
): Promise<string> {
  const { manifest } = readPack(source, { kind: 'quick' })
  const target = folderFor(manifest.id)
  const fresh = await beginFolder(target)
  try {
    const names = manifest.files.map(({ name }) => name)
    const steps = [
      ...['pack.json', ...names].map((name) => () => copyOwnFile(source, fresh, name)),
      // One file at a time: hashing holds the thread.
      ...names.map((name) => () => Promise.resolve(readPack(fresh, { kind: 'anew', name }))),
    ]
    for (const [index, step] of steps.entries()) {
      await new Promise((resolve) => setImmediate(resolve))
      control.signal.throwIfAborted()
      control.progress(index, steps.length)
      await step()
    }
    await replaceFolder(fresh, target)
    return manifest.id
  } catch (error) {
    throw orDiskFull(error, 'The disk is full: the pack was not installed.')
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

/** A link could bring in any file of this computer. */
async function copyOwnFile(source: string, target: string, name: string): Promise<void> {
  const from = join(source, name)
  if (!(await lstat(from)).isFile()) {
    throw new AppError(
      'pack-invalid',
      `The model pack ${shownName(source)} cannot be used: ${name} is a link or something else than a file.`,
    )
  }
  await copyFile(from, join(target, name))
}
