import { isPlainVisitName, isVisitName, splitDatedName, wrongDateIn } from '#shared/tables/visit-name.ts'

/** Whose visit a folder is, as its name and place tell it. */
export interface SessionPlace {
  readonly patientCode: string
  readonly visitLabel: string
  readonly visitDate: string | null
}

export type PlaceResult = { place: SessionPlace; problem: null } | { place: null; problem: string }

const codeWords = 'sub|subj|subject|participant|patient|proband|client|case|pat|pt'
/** Short words with a number that are parts of a recording or a place, not people. */
const notPeople = /^(?:site|part|clip|take|cam|disc|set|vol|run|test|tape|file|card|task|item|lab)[-_.]?\d/iu
const codePattern = new RegExp(
  `^(?:(?:${codeWords}|\\p{L}{1,4})(?:[-_.]?\\d{1,8}){1,3}\\p{L}?|\\d{1,6}\\p{L}?)$`,
  'iu',
)

/** `P001`, `sub-01`, `0017`, `S-01-003`: a name of a patient rather than of a place or a visit. */
export function looksLikeCode(name: string): boolean {
  return codePattern.test(name) && !notPeople.test(name) && !isPlainVisitName(name)
}

function isVisitFolder(name: string): boolean {
  return isPlainVisitName(name) || splitDatedName(name) !== null
}

/** Whether the names tell whose visit this is, and not only where it lies. */
export function isKnownPlace(names: readonly string[]): boolean {
  const own = names.at(-1) ?? ''
  return isVisitFolder(own) || looksLikeCode(own) || looksLikeCode(names.at(-2) ?? '')
}

function placed(patientCode: string, visit: string): PlaceResult {
  const dated = splitDatedName(visit)
  const place = { patientCode, visitLabel: dated?.visitLabel ?? visit, visitDate: dated?.visitDate ?? null }
  return { place, problem: null }
}

/**
 * The rules of docs/session-folder.md. `names` are the names of the folders from the root of the disk down to
 * the one with the videos; `depth` counts the levels below the chosen folder, 0 for the chosen one itself.
 */
export function placeSession(names: readonly string[], depth: number): PlaceResult {
  const own = names.at(-1) ?? ''
  const parent = names.at(-2) ?? ''
  const grandparent = names.at(-3) ?? ''
  const wrongDate = wrongDateIn(own) ?? (depth >= 1 && looksLikeCode(own) ? wrongDateIn(parent) : null)
  if (wrongDate !== null) {
    const problem = `The name of the visit begins with ${wrongDate}, a day that the calendar does not have. Rename the folder, or give patient, visit and date in a session.json.`
    return { place: null, problem }
  }
  if (isVisitFolder(own) && parent !== '') return placed(parent, own)
  if (looksLikeCode(parent)) return placed(parent, own)
  const parentIsVisit = depth >= 1 && isVisitFolder(parent)
  if (parentIsVisit && looksLikeCode(own)) return placed(own, parent)
  if (parentIsVisit || (depth >= 2 && looksLikeCode(grandparent) && !looksLikeCode(own))) {
    const problem = `The videos lie in a folder inside the visit “${parent}”. Move them up into it, or say in a session.json whose visit this is.`
    return { place: null, problem }
  }
  if (depth >= 2 && (!looksLikeCode(own) || isVisitName(own))) return placed(parent, own)
  return placed(own, 'session')
}
