import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ImportNote, ImportRefusal } from '#shared/domain/import-plan.ts'
import { visibleLine } from '#shared/visible-text.ts'
import {
  compareNaturally,
  isAmbiguousName,
  isIgnoredName,
  isVideoName,
  whyLeftOut,
} from '../../files/file-names.ts'
import { openProblem } from '../../media/probe/probe.ts'
import { shownName } from '../../files/shown-name.ts'
import { beginsAsMpeg } from './begins-as-mpeg.ts'
import { isCardFolder, isCardPart, isCardShell, isCardSideFolder } from './camera-card.ts'
import { isRedcapDictionary, isRedcapRecords, newestName } from './redcap-files.ts'
import type { JobControl } from '../../jobs/job-control.ts'
import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'

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
  /** Records of a project of REDCap, and the data dictionary that says what they are. */
  readonly redcapRecords: FoundFile | null
  readonly redcapDictionary: FoundFile | null
  readonly vttFiles: readonly FoundFile[]
  /** Videos that cannot be taken for what they are called or because they are no files. */
  readonly refusals: readonly ImportRefusal[]
  /** What lies here and is left out, though somebody may miss it. */
  readonly notes: readonly ImportNote[]
  /** Some of it lies in the folders of a camera's card below this one, which are looked through. */
  readonly holdsCard: boolean
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
    const shown = chosen.length > 1 ? visibleLine(basename(path)) : ''
    await visit({ path, shown, depth: 0 }, walk)
  }
  return { folders: walk.folders, refusals: walk.refusals }
}

export function refusal(file: string, code: string, message: string): ImportRefusal {
  return { file, line: null, code, message: visibleLine(message) }
}

async function visit(place: Place, walk: Walk): Promise<void> {
  await walk.control.gate.wait()
  throwIfCancelled(walk.control.signal)
  const shown = place.shown === '' ? visibleLine(basename(place.path)) : place.shown
  const contents = await contentsOf(place, walk)
  if (contents === null) return
  const isStudy = contents.files.some(({ path }) => basename(path) === 'study.sqlite')
  const owner = place.depth === 0 ? ownerOf(place.path) : place.path
  const isInCard = owner !== place.path
  const below: Place[] = []
  for (const inner of contents.folders) {
    const name = basename(inner.path)
    // A study keeps its own copies there.
    if (isStudy && ['videos', 'cache', 'backups'].includes(name.toLowerCase())) continue
    const next = { ...inner, depth: place.depth + 1 }
    if (isInCard && isCardSideFolder(name))
      contents.notes.push(
        leftOut(inner.shown, 'left out: it holds what a camera keeps beside its recordings.'),
      )
    else if (await isOfCard(inner.path, isInCard)) below.push(...(await addCard(next, contents, walk)))
    else below.push(next)
  }
  const folder = toFoundFolder({ ...place, path: owner, shown }, contents, isInCard)
  if (isWorthListing(folder)) walk.folders.push(folder)
  const isSession = folder.videos.length > 0 || folder.sessionJson !== null
  for (const next of below) {
    if (isSession && basename(next.path).toLowerCase() === 'captions') continue
    await visit(next, walk)
  }
}

/** The folder that a chosen folder of a card lies in: there stands whose recordings these are. Itself for any other. */
function ownerOf(path: string): string {
  let owner = path
  let isCard = false
  while (isCardPart(basename(owner)) && dirname(owner) !== owner) {
    isCard ||= isCardFolder(basename(owner))
    owner = dirname(owner)
  }
  return isCard ? owner : path
}

async function isOfCard(path: string, isInCard: boolean): Promise<boolean> {
  const name = basename(path)
  if (isCardFolder(name) || (isInCard && isCardPart(name))) return true
  if (!isCardPart(name)) return false
  return isCardShell(name, await readdir(path).catch(() => []))
}

/**
 * Takes what lies in a folder of a camera's card for the folder that the card lies in, and returns the folders inside that
 * are none of a card. One with a session.json speaks for itself.
 */
async function addCard(place: Place, owner: Contents, walk: Walk): Promise<Place[]> {
  await walk.control.gate.wait()
  throwIfCancelled(walk.control.signal)
  const card = await contentsOf(place, walk)
  if (card === null) return []
  if (card.files.some(({ path }) => basename(path).toLowerCase() === 'session.json')) {
    walk.seen.delete(await realpath(place.path))
    return [place]
  }
  owner.holdsCard = true
  for (const file of card.files) {
    const name = basename(file.path).toLowerCase()
    const isTwice = isTextName(name) && owner.files.some(({ path }) => basename(path).toLowerCase() === name)
    if (isTwice) {
      const what = `${name} is there twice in this visit, and the other one is taken. Put them together.`
      owner.refusals.push(refusal(file.shown, 'conflict', what))
    } else owner.files.push(file)
  }
  owner.vttFiles.push(...card.vttFiles)
  owner.refusals.push(...card.refusals)
  owner.notes.push(...card.notes)
  const outside: Place[] = []
  for (const inner of card.folders) {
    const name = basename(inner.path)
    const next = { ...inner, depth: place.depth + 1 }
    if (name.toLowerCase() === 'captions') continue
    if (isCardSideFolder(name))
      owner.notes.push(leftOut(inner.shown, 'left out: it holds what a camera keeps beside its recordings.'))
    else if (await isOfCard(inner.path, true)) outside.push(...(await addCard(next, owner, walk)))
    else outside.push(next)
  }
  return outside
}

function leftOut(shown: string, what: string): ImportNote {
  return {
    file: shown,
    line: null,
    code: 'left-out',
    message: `${shown.split('/').at(-1) ?? shown}: ${what}`,
  }
}

interface Contents {
  readonly files: FoundFile[]
  readonly folders: { path: string; shown: string }[]
  readonly vttFiles: FoundFile[]
  readonly refusals: ImportRefusal[]
  readonly notes: ImportNote[]
  holdsCard: boolean
}

/** Null when the folder was seen before (chosen twice) or cannot be read. */
async function contentsOf(place: Place, walk: Walk): Promise<Contents | null> {
  const shown = place.shown === '' ? visibleLine(basename(place.path)) : place.shown
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
  const contents: Contents = {
    files: [],
    folders: [],
    vttFiles: [],
    refusals: [],
    notes: [],
    holdsCard: false,
  }
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
  const shown = place.shown === '' ? visibleLine(name) : `${place.shown}/${visibleLine(name)}`
  let status
  try {
    status = await stat(path)
  } catch (error) {
    if (isVideoName(name))
      contents.refusals.push(refusal(shown, 'file-unreadable', linkSentence(path, error)))
    else if (isLoop(error)) walk.refusals.push(refusal(shown, 'loop', linkSentence(path, error)))
    return
  }
  if (!status.isDirectory() && !isVideoName(name) && !isTextName(name)) {
    const why = whyLeftOut(name)
    if (why !== null) contents.notes.push(leftOut(shown, why))
    return
  }
  if (status.isFile() && isAmbiguousName(name) && !(await beginsAsMpeg(path))) return
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
  const lower = name.toLowerCase()
  return (
    isRedcapRecords(name) ||
    isRedcapDictionary(name) ||
    lower.endsWith('.vtt') ||
    ['session.json', 'captions.csv', 'scores.csv', 'study.sqlite'].includes(lower)
  )
}

async function lookForVtt(folder: { path: string; shown: string }, contents: Contents): Promise<void> {
  const names = await readdir(folder.path).catch(() => [])
  for (const name of names.sort(compareNaturally)) {
    if (isIgnoredName(name)) continue
    const path = join(folder.path, name)
    const shown = `${folder.shown}/${visibleLine(name)}`
    if (!name.toLowerCase().endsWith('.vtt')) {
      const why = whyLeftOut(name)
      if (why !== null) contents.notes.push(leftOut(shown, why))
      continue
    }
    try {
      const { size, mtimeMs } = await stat(path)
      contents.vttFiles.push({ path, shown, bytes: size, modifiedMs: Math.trunc(mtimeMs) })
    } catch (error) {
      contents.refusals.push(refusal(shown, 'file-unreadable', linkSentence(path, error)))
    }
  }
}

/** WebVTT beside a video is meant for it; where there is no video it may be anything. */
function toFoundFolder(place: Place, contents: Contents, isInCard: boolean): FoundFolder {
  const hasVideo = contents.files.some(({ path }) => isVideoName(basename(path)))
  const beside = hasVideo ? contents.files.filter(({ path }) => path.toLowerCase().endsWith('.vtt')) : []
  const named = (name: string) =>
    contents.files.find(({ path }) => basename(path).toLowerCase() === name) ?? null
  const newest = (isMeant: (name: string) => boolean): FoundFile | null => {
    const found = contents.files.filter(({ path }) => isMeant(basename(path)))
    const name = newestName(found.map(({ path }) => basename(path)))
    const others = found.filter(({ path }) => basename(path) !== name)
    contents.notes.push(...others.map(({ shown }) => leftOut(shown, `left out: ${name ?? ''} is newer.`)))
    return found.find(({ path }) => basename(path) === name) ?? null
  }
  return {
    ...place,
    videos: contents.files.filter(({ path }) => isVideoName(basename(path))),
    sessionJson: named('session.json'),
    captionsCsv: named('captions.csv'),
    scoresCsv: named('scores.csv'),
    redcapRecords: newest(isRedcapRecords),
    redcapDictionary: newest(isRedcapDictionary),
    vttFiles: [...beside, ...contents.vttFiles],
    refusals: contents.refusals,
    notes: contents.notes,
    holdsCard: contents.holdsCard || isInCard,
  }
}

function isWorthListing(folder: FoundFolder): boolean {
  const { sessionJson, captionsCsv, scoresCsv, redcapRecords, videos, vttFiles, refusals, notes } = folder
  const texts = [sessionJson, captionsCsv, scoresCsv, redcapRecords].some((file) => file !== null)
  const isMentioned = refusals.length > 0 || notes.length > 0
  return texts || videos.length > 0 || vttFiles.length > 0 || isMentioned
}
