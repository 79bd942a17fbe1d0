import { resolve, sep } from 'node:path'
import type { ImportRefusal } from '#shared/domain/import-plan.ts'
import { patientCodeSchema } from '#shared/domain/patient.ts'
import { visitLabelSchema } from '#shared/domain/session.ts'
import { readSessionJson } from '../../exchange/session-json.ts'
import type { SessionFile } from '../../exchange/session-json.ts'
import { shownName } from '../../files/shown-name.ts'
import { isKnownPlace, looksLikeCode, placeSession } from './place-session.ts'
import { isCardFolder, namesCamera } from './camera-card.ts'
import type { PlaceResult, SessionPlace } from './place-session.ts'
import { readTextFile } from './read-text-file.ts'
import { sessionKey, toRefusal } from './session-draft.ts'
import type { SessionDraft } from './session-draft.ts'
import { refusal } from './walk-folder.ts'
import type { FoundFolder } from './walk-folder.ts'

/** Rater of captions and scores when nobody says who it was. */
export const UNKNOWN_RATER = 'unknown'

export function isSessionFolder(folder: FoundFolder): boolean {
  return folder.videos.length > 0 || folder.sessionJson !== null || folder.vttFiles.length > 0
}

/** Who and which visit each folder is. Two folders for one visit would mix recordings: the second is refused. */
export async function draftSessions(folders: readonly FoundFolder[]): Promise<SessionDraft[]> {
  const drafts: SessionDraft[] = []
  const byKey = new Map<string, SessionDraft>()
  for (const folder of folders.filter(isSessionFolder)) {
    const draft = await draftSession(folder, drafts)
    const first = byKey.get(sessionKey(draft))
    if (draft.refusal === null && first !== undefined) {
      const what = `describes ${draft.patientCode}, visit “${draft.visitLabel}”, as ${first.folder} does. Give one of them another name or a session.json.`
      drafts.push({ ...draft, refusal: refusal(folder.shown, 'conflict', `${folder.shown} ${what}`) })
      continue
    }
    if (draft.refusal === null) byKey.set(sessionKey(draft), draft)
    drafts.push(draft)
  }
  return drafts
}

async function draftSession(folder: FoundFolder, earlier: readonly SessionDraft[]): Promise<SessionDraft> {
  const { file, problem } = await readSessionFile(folder)
  const { place, problem: misplaced } = placeOf(folder, file, earlier)
  return {
    folder: folder.shown,
    path: folder.path,
    ...place,
    synthetic: file?.synthetic ?? false,
    defaultRater: file?.rater ?? UNKNOWN_RATER,
    refusal: problem ?? misplaced,
    videos: [],
    captions: [],
    scores: [],
    refusedVideos: [],
    refusedCaptions: [],
    refusedScores: [],
    notes: [...folder.notes],
  }
}

async function readSessionFile(
  folder: FoundFolder,
): Promise<{ file: SessionFile | null; problem: ImportRefusal | null }> {
  if (folder.sessionJson === null) return { file: null, problem: null }
  const { shown } = folder.sessionJson
  const read = await readTextFile(folder.sessionJson)
  if (read.problem !== null) return { file: null, problem: toRefusal(shown, read.problem) }
  const { session, problem } = readSessionJson(read.bytes, shownName(folder.sessionJson.path))
  return problem === null
    ? { file: session, problem: null }
    : { file: null, problem: toRefusal(shown, problem) }
}

function placeOf(
  folder: FoundFolder,
  file: SessionFile | null,
  earlier: readonly SessionDraft[],
): { place: SessionPlace; problem: ImportRefusal | null } {
  const names = resolve(folder.path)
    .split(sep)
    .filter((name) => name !== '')
    .map((name) => name.normalize('NFC'))
  const byName = placeByName(names, folder)
  const known = byName.place
  const place = {
    patientCode: file?.patient ?? known?.patientCode ?? names.at(-2) ?? '',
    visitLabel: file?.visit ?? known?.visitLabel ?? names.at(-1) ?? '',
    visitDate: file?.date ?? known?.visitDate ?? null,
  }
  const isStated = file?.patient !== undefined
  const problem = (code: string, message: string) => ({
    place,
    problem: refusal(folder.shown, code, `${folder.shown}: ${message}`),
  })
  if (!isStated && byName.problem !== null) return problem('no-patient', byName.problem)
  const above = earlier.find(({ path }) => path !== null && liesBelow(folder.path, path))
  // The folder above holds videos of a visit: then it is not a patient's folder.
  if (!isStated && above !== undefined && above.visitLabel !== 'session') {
    const what = `The videos lie in a folder inside the visit “${above.visitLabel}”. Move them up into it, or say in a session.json whose visit this is.`
    return problem('no-patient', what)
  }
  if (!patientCodeSchema.safeParse(place.patientCode).success) {
    const what = `“${place.patientCode}” cannot be a patient code, which has up to 64 letters, digits, dots, hyphens or underscores. Rename the folder, or give the code in a session.json.`
    return problem('no-patient', what)
  }
  if (!visitLabelSchema.safeParse(place.visitLabel).success) {
    return problem('no-visit', 'The name of the visit is longer than 80 characters. Rename the folder.')
  }
  return { place, problem: null }
}

/** Folders of a camera's card say nothing of whose recordings lie in them: the folders above must. */
function placeByName(names: readonly string[], { depth, holdsCard }: FoundFolder): PlaceResult {
  const byName = placeSession(names, depth)
  if (byName.place === null) return byName
  const { patientCode } = byName.place
  if (!namesCamera(patientCode) && (!holdsCard || isKnownPlace(names))) return byName
  const without = placeSession(
    names.filter((name) => !isCardFolder(name)),
    depth,
  )
  if (!holdsCard && without.place !== null && looksLikeCode(without.place.patientCode)) return without
  const where = holdsCard
    ? 'in the folders of a camera’s card'
    : `below “${patientCode}”, a folder of a camera`
  const problem = `The videos lie ${where}, and no folder above says whose visit this is. Move them into a folder like P001/2024-05-03_baseline, or say patient and visit in a session.json beside them.`
  return { place: null, problem }
}

function liesBelow(path: string, above: string): boolean {
  return path.startsWith(above.endsWith(sep) ? above : above + sep)
}
