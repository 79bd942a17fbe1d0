import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ImportRefusal } from '#shared/domain/import-plan.ts'
import { compareNaturally, isIgnoredName, isVideoName } from '../../files/file-names.ts'
import { openProblem } from '../../media/probe.ts'
import { shownName } from '../../files/shown-name.ts'
import type { JobControl } from '../service-types.ts'
import { throwIfCancelled } from '../throw-if-cancelled.ts'

/** Longer names break on other systems and in exports. */
const MAX_NAME_LENGTH = 200

export interface FoundFile {
  /** Absolute path. */
  readonly path: string
  /** Relative to the chosen folder, with forward slashes: what a person reads. */
  readonly shown: string
  readonly bytes: number
  readonly modifiedMs: number
}

/** A folder that holds something to import. */
export interface FoundFolder {
  readonly path: string
  /** Relative to the chosen folder; its own name for the chosen folder itself. */
  readonly shown: string
  /** Levels below the chosen folder. */
  readonly depth: number
  /** In natural order of name. */
  readonly videos: readonly FoundFile[]
  readonly sessionJson: FoundFile | null
  readonly captionsCsv: FoundFile | null
  readonly scoresCsv: FoundFile | null
  readonly vttFiles: readonly FoundFile[]
  /** Videos that cannot be taken for what they are called or because they are no files. */
  readonly refusals: readonly ImportRefusal[]
}

export interface WalkResult {
  /** Folders above come before those below; within one, in natural order. */
  readonly folders: readonly FoundFolder[]
  readonly refusals: readonly ImportRefusal[]
}

interface Walk {
  readonly control: JobControl
  readonly seen: Set<string>
  readonly folders: FoundFolder[]
  readonly refusals: ImportRefusal[]
}

interface Place {
  readonly path: string
  /** Empty for the chosen folder. */
  readonly shown: string
  readonly depth: number
}

/** Everything below the chosen folders that an import may take, nothing read yet but names and sizes. */
export async function walkFolders(chosen: readonly string[], control: JobControl): Promise<WalkResult> {
  const walk: Walk = { control, seen: new Set(), folders: [], refusals: [] }
  for (const path of chosen) {
    const shown = chosen.length > 1 ? basename(path) : ''
    await visit({ path, shown, depth: 0 }, walk)
  }
  return { folders: walk.folders, refusals: walk.refusals }
}

export function refusal(file: string, code: string, message: string): ImportRefusal {
  return { file, line: null, code, message }
}

async function visit(place: Place, walk: Walk): Promise<void> {
  await walk.control.gate.wait()
  throwIfCancelled(walk.control.signal)
  const shown = place.shown === '' ? basename(place.path) : place.shown
  const contents = await contentsOf(place, walk)
  if (contents === null) return
  const folder = toFoundFolder({ ...place, shown }, contents)
  if (isWorthTelling(folder)) walk.folders.push(folder)
  const isSession = folder.videos.length > 0 || folder.sessionJson !== null
  const isStudy = contents.files.some(({ path }) => basename(path) === 'study.sqlite')
  for (const below of contents.folders) {
    const name = basename(below.path).toLowerCase()
    if (isSession && name === 'captions') continue
    // A study keeps its own copies there.
    if (isStudy && ['videos', 'cache', 'backups'].includes(name)) continue
    await visit({ ...below, depth: place.depth + 1 }, walk)
  }
}

interface Contents {
  readonly files: FoundFile[]
  readonly folders: { path: string; shown: string }[]
  readonly vttFiles: FoundFile[]
  readonly refusals: ImportRefusal[]
}

/** Null when the folder was seen before (chosen twice) or cannot be read. */
async function contentsOf(place: Place, walk: Walk): Promise<Contents | null> {
  const shown = place.shown === '' ? basename(place.path) : place.shown
  let names: string[]
  try {
    const real = await realpath(place.path)
    if (walk.seen.has(real)) return null
    walk.seen.add(real)
    names = await readdir(place.path)
  } catch (error) {
    walk.refusals.push(
      refusal(shown, 'file-unreadable', `The folder ${shownName(place.path)} ${openProblem(error)}`),
    )
    return null
  }
  const contents: Contents = { files: [], folders: [], vttFiles: [], refusals: [] }
  for (const name of names.sort(compareNaturally)) {
    if (!isIgnoredName(name)) await look({ ...place, name }, contents, walk)
  }
  const captions = contents.folders.find(({ path }) => basename(path).toLowerCase() === 'captions')
  if (captions !== undefined) await lookForVtt(captions, contents)
  return contents
}

async function look(place: Place & { name: string }, contents: Contents, walk: Walk): Promise<void> {
  const { name } = place
  const path = join(place.path, name)
  const shown = place.shown === '' ? name : `${place.shown}/${name}`
  let status
  try {
    status = await stat(path)
  } catch (error) {
    if (isVideoName(name))
      contents.refusals.push(refusal(shown, 'file-unreadable', linkSentence(path, error)))
    else if (isLoop(error)) walk.refusals.push(refusal(shown, 'loop', linkSentence(path, error)))
    return
  }
  if (!status.isDirectory() && !isVideoName(name) && !isTextName(name)) return
  if (name.length > MAX_NAME_LENGTH) {
    const what = `has a name of ${String(name.length)} characters; at most ${String(MAX_NAME_LENGTH)} are possible. Rename it.`
    contents.refusals.push(refusal(shown, 'name-too-long', `${shownName(path)} ${what}`))
  } else if (status.isDirectory()) {
    if (await leadsBack(path, walk)) {
      const what = 'is a link that leads back to a folder that was read already; it was not followed.'
      walk.refusals.push(refusal(shown, 'loop', `${shownName(path)} ${what}`))
    } else contents.folders.push({ path, shown })
  } else if (!status.isFile()) {
    contents.refusals.push(refusal(shown, 'file-unreadable', `${shownName(path)} is not an ordinary file.`))
  } else {
    contents.files.push({ path, shown, bytes: status.size, modifiedMs: Math.trunc(status.mtimeMs) })
  }
}

function isLoop(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ELOOP'
}

function linkSentence(path: string, error: unknown): string {
  return isLoop(error)
    ? `${shownName(path)} is a link that leads back to itself; it was not followed.`
    : `${shownName(path)} ${openProblem(error)}`
}

async function leadsBack(path: string, walk: Walk): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink() && walk.seen.has(await realpath(path))
}

function isTextName(name: string): boolean {
  return ['session.json', 'captions.csv', 'scores.csv', 'study.sqlite'].includes(name.toLowerCase())
}

async function lookForVtt(folder: { path: string; shown: string }, contents: Contents): Promise<void> {
  const names = await readdir(folder.path).catch(() => [])
  for (const name of names.sort(compareNaturally)) {
    if (isIgnoredName(name) || !name.toLowerCase().endsWith('.vtt')) continue
    const path = join(folder.path, name)
    const shown = `${folder.shown}/${name}`
    try {
      const { size, mtimeMs } = await stat(path)
      contents.vttFiles.push({ path, shown, bytes: size, modifiedMs: Math.trunc(mtimeMs) })
    } catch (error) {
      contents.refusals.push(refusal(shown, 'file-unreadable', linkSentence(path, error)))
    }
  }
}

function toFoundFolder(place: Place, contents: Contents): FoundFolder {
  const named = (name: string) =>
    contents.files.find(({ path }) => basename(path).toLowerCase() === name) ?? null
  return {
    ...place,
    videos: contents.files.filter(({ path }) => isVideoName(basename(path))),
    sessionJson: named('session.json'),
    captionsCsv: named('captions.csv'),
    scoresCsv: named('scores.csv'),
    vttFiles: contents.vttFiles,
    refusals: contents.refusals,
  }
}

function isWorthTelling(folder: FoundFolder): boolean {
  const { sessionJson, captionsCsv, scoresCsv, videos, vttFiles, refusals } = folder
  const texts = [sessionJson, captionsCsv, scoresCsv].some((file) => file !== null)
  return texts || videos.length > 0 || vttFiles.length > 0 || refusals.length > 0
}
