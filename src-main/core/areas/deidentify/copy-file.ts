import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, open, readdir, rm, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ClipRow } from '#shared/domain/clip.ts'
import { AppError } from '#shared/errors.ts'
import { makeFolder } from '../../files/make-folder.ts'
import { makeStudyFolder } from '../../files/make-study-folder.ts'
import { codeOf } from '../../files/os-errors.ts'
import { giveUsersRights } from '../../files/private-files.ts'
import { uncheckedCopiesFolder } from '../../files/study-path.ts'
import { PARTIAL_ENDING, putInPlace, writeWhole } from '../../files/write-atomically.ts'

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

/** Where a copy is while it is not checked: in the study, never in the folder that is meant to be passed on. */
export async function uncheckedCopy(studyFolder: string): Promise<string> {
  const folder = uncheckedCopiesFolder(studyFolder)
  await makeStudyFolder(studyFolder, folder)
  return join(folder, `${randomUUID()}${PARTIAL_ENDING}`)
}

/** Of a checked copy on its way from another drive; earlier versions wrote unchecked ones under such names, too. */
const ON_ITS_WAY = /^(?:emoclip-)?[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\.part$/

/** Removes what a program that was killed left in a folder of copies. */
export async function clearCopyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (ON_ITS_WAY.test(name)) await rm(join(folder, name), { force: true })
  }
}

/**
 * Gives a checked copy its place and name, with a further number where there is one of that name; returns the name.
 * `onFree` is told of it while nothing has it: what has it later is this copy, or the place that was kept for it.
 */
export async function publishCopy(
  unfinished: string,
  { folder, name, extension }: { readonly folder: string; readonly name: string; readonly extension: string },
  onFree: (fileName: string) => void,
): Promise<string> {
  for (let count = 1; ; count++) {
    const fileName = `${name}${count === 1 ? '' : `-${String(count)}`}.${extension}`
    const target = join(folder, fileName)
    if (existsSync(target)) continue
    onFree(fileName)
    if (!(await reserve(target))) continue
    try {
      await moveTo(unfinished, { folder, target })
      return fileName
    } catch (error) {
      await rm(target, { force: true })
      throw error
    }
  }
}

/** Whether a copy was given this place; one that was only kept for it is free again. */
export async function settlePlaced(file: string): Promise<boolean> {
  const { size = 0 } = (await stat(file).catch(() => null)) ?? {}
  if (size === 0) await rm(file, { force: true })
  return size > 0
}

async function moveTo(
  unfinished: string,
  { folder, target }: { readonly folder: string; readonly target: string },
): Promise<void> {
  await giveUsersRights(unfinished)
  try {
    await putInPlace(unfinished, target)
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    const partial = join(folder, `emoclip-${randomUUID()}${PARTIAL_ENDING}`)
    const options = { flush: true, usersRights: true, partial }
    await writeWhole(target, (onItsWay) => copyFile(unfinished, onItsWay), options)
  }
}

/** False when something of that name is there already. */
async function reserve(target: string): Promise<boolean> {
  try {
    await (await open(target, 'wx')).close()
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}
