import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ClipRow } from '#shared/domain/clip.ts'
import { AppError } from '#shared/errors.ts'
import { makeFolder } from '../../files/make-folder.ts'
import { PARTIAL_ENDING } from '../../files/write-atomically.ts'

/** What a copy of this clip is called, without its ending: `P001_baseline_clip3`. */
export function copyName({ patientCode, visitLabel, ordinal }: ClipRow): string {
  return `${fileNamePart(patientCode)}_${fileNamePart(visitLabel)}_clip${String(ordinal)}`
}

/** What no file system and no shell takes for anything but a name. */
function fileNamePart(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-').replaceAll(/^[.-]+|[.-]+$/g, '')
}

export async function makeCopyFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
  } catch (cause) {
    const message = `The folder “${basename(folder)}” for the copies cannot be made.`
    throw new AppError('file-unreadable', message, { cause })
  }
}

/** Where a copy is while it is not checked. */
export function unfinishedCopy(folder: string): string {
  return join(folder, `${randomUUID()}${PARTIAL_ENDING}`)
}

/** Gives a copy its name, with a further number where there is one of that name; answers the name. */
export async function publishCopy(
  unfinished: string,
  { folder, name, extension }: { readonly folder: string; readonly name: string; readonly extension: string },
): Promise<string> {
  for (let count = 1; ; count++) {
    const fileName = `${name}${count === 1 ? '' : `-${String(count)}`}.${extension}`
    const target = join(folder, fileName)
    if (!(await reserve(target))) continue
    try {
      await rename(unfinished, target)
      return fileName
    } catch (error) {
      await rm(target, { force: true })
      throw error
    }
  }
}

/** False when something of that name is there already. */
async function reserve(target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx')).close()
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}
