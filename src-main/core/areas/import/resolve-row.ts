import { basename } from 'node:path'
import type { ImportInference } from '#shared/domain/import-plan.ts'
import { quoted } from '../../exchange/read-problem.ts'
import { doubleEntry } from '../../exchange/redcap/own-columns.ts'
import { createCodeIndex, spreadsheetNumber } from '#shared/tables/spreadsheet-code.ts'
import { datesMeant } from '#shared/tables/spreadsheet-dates.ts'
import type { DateOrder } from '#shared/tables/spreadsheet-dates.ts'
import { visitKey } from '#shared/tables/visit-name.ts'
import type { SessionDraft } from './session-draft.ts'

/** Where the rows of a table may belong. */
export interface RowScope {
  /** The session in whose folder the table lies; null when it lies above. */
  readonly own: SessionDraft | null
  /** Sessions below the folder of the table. */
  readonly below: readonly SessionDraft[]
  /** Sessions that the study has already; drafts of this import come first. */
  readonly stored: readonly SessionDraft[]
  /** What the dates of the table say together. */
  readonly dateOrder: DateOrder
}

/** What was taken for something else than it says, because nothing else can be meant. */
export type Inferred = Pick<ImportInference, 'kind' | 'written' | 'taken' | 'reason'>

export type Resolution =
  | { readonly draft: SessionDraft; readonly inferred: readonly Inferred[]; readonly problem: null }
  | { readonly draft: null; readonly problem: { readonly code: string; readonly what: string } }

/** `participant` and `visit` as the row or the column's name says, null for nothing. */
export type ResolveRow = (participant: string | null, visit: string | null) => Resolution

/** Rows of a table say the same few things again and again: each is looked up once. */
export function createRowResolver(scope: RowScope): ResolveRow {
  const known = new Map<string, Resolution>()
  const look = scope.own === null ? lookAbove(scope) : lookInside(scope.own, scope.dateOrder)
  return (participant, visit) => {
    const name = JSON.stringify([participant, visit])
    const found = known.get(name) ?? look(participant, visit)
    known.set(name, found)
    return found
  }
}

function problem(code: string, what: string): Resolution {
  return { draft: null, problem: { code, what } }
}

const lostZeros = 'a spreadsheet makes a number of such a code'

/** A spreadsheet's word for a code that looks like a number. */
function numberHint(text: string): string {
  if (spreadsheetNumber(text) === null) return ''
  return ' A spreadsheet makes numbers of codes such as 001 or 1E05: give the column the type “Text” before the codes are typed or opened.'
}

function lookInside(own: SessionDraft, order: DateOrder): ResolveRow {
  const index = createCodeIndex([own.patientCode])
  return (participant, visit) => {
    const inferred: Inferred[] = []
    if (participant !== null && !sameCode(participant, own.patientCode)) {
      if (index.meant(participant).length === 0) {
        const what = `The row is of patient ${quoted(participant)}, the folder of ${own.patientCode}.`
        return problem('other-patient', what)
      }
      inferred.push({ kind: 'patient', written: participant, taken: own.patientCode, reason: lostZeros })
    }
    if (visit !== null && !isVisitOf(own, visit)) {
      const reason = visitReason(own, visit, order)
      if (reason === null) {
        const what = `The row is of visit ${quoted(visit)}, the folder of “${own.visitLabel}”.`
        return problem('other-visit', what)
      }
      inferred.push({ kind: 'visit', written: visit, taken: nameOf(own), reason })
    }
    return { draft: own, inferred, problem: null }
  }
}

function lookAbove({ below, stored, dateOrder }: RowScope): ResolveRow {
  const patients = new Map<string, SessionDraft[]>()
  for (const draft of [...below, ...stored]) {
    const sessions = patients.get(fold(draft.patientCode))
    if (sessions === undefined) patients.set(fold(draft.patientCode), [draft])
    else sessions.push(draft)
  }
  const index = createCodeIndex(patients.keys())
  const [onlyCode = null, secondCode] = new Set(below.map(({ patientCode }) => patientCode))

  function patientOf(participant: string): { sessions: SessionDraft[]; isInferred: boolean } | Resolution {
    const exact = patients.get(fold(participant))
    if (exact !== undefined) return { sessions: exact, isInferred: false }
    const meant = index.meant(participant)
    const [only] = meant
    const sessions = only === undefined ? undefined : patients.get(only)
    if (sessions !== undefined && meant.length === 1) return { sessions, isInferred: true }
    if (meant.length > 1) {
      const what = `${quoted(participant)} could be any of the patients ${listed(meant)}.${numberHint(participant)}`
      return problem('no-such-patient', what)
    }
    return problem('no-such-patient', unknownPatient(participant, patients))
  }

  return (given, visit) => {
    const participant = given ?? (secondCode === undefined ? onlyCode : null)
    if (participant === null) {
      const what = 'The row does not say whose it is: the column participant_id is missing or empty.'
      return problem('missing-cell', what)
    }
    const patient = patientOf(participant)
    if ('draft' in patient) return patient
    const { sessions, isInferred } = patient
    const code = sessions[0]?.patientCode ?? participant
    const inferred: Inferred[] = isInferred
      ? [{ kind: 'patient', written: participant, taken: code, reason: lostZeros }]
      : []
    const found = findVisit({ code, sessions, visit, order: dateOrder })
    return found.draft === null ? found : { ...found, inferred: [...inferred, ...found.inferred] }
  }
}

function unknownPatient(participant: string, patients: ReadonlyMap<string, unknown>): string {
  const double = doubleEntry(participant)
  if (double !== null && patients.has(fold(double.record))) {
    return `${quoted(participant)} is entry ${double.entry} of the record ${quoted(double.record)} in a REDCap project with double data entry, whose two entries were not merged yet. Merge them with REDCap’s Data Comparison Tool and export again.`
  }
  return `There is no patient ${quoted(participant)} in these folders or in the study.${numberHint(participant)}`
}

interface VisitSearch {
  readonly code: string
  /** Of one patient. */
  readonly sessions: readonly SessionDraft[]
  readonly visit: string | null
  readonly order: DateOrder
}

function findVisit({ code, sessions, visit, order }: VisitSearch): Resolution {
  if (visit === null) {
    const [only] = sessions
    if (only !== undefined && sessions.length === 1) return { draft: only, inferred: [], problem: null }
    return problem(
      'missing-cell',
      `Patient ${code} has several visits, and the row does not say which is meant.`,
    )
  }
  const several = `Patient ${code} has more than one visit that ${quoted(visit)} could mean.`
  const fitting = sessions.filter((session) => isVisitOf(session, visit))
  const exact = fitting.filter(({ visitLabel }) => visitLabel === visit)
  const [found, second] = exact.length > 0 ? exact : fitting
  if (second !== undefined) return problem('no-such-visit', several)
  if (found !== undefined) return { draft: found, inferred: [], problem: null }
  const meant = sessions.flatMap((draft) => {
    const reason = visitReason(draft, visit, order)
    return reason === null ? [] : [{ draft, reason }]
  })
  const [only] = meant
  if (only === undefined) {
    return problem('no-such-visit', `Patient ${code} has ${unknownVisit(visit, sessions, order)}`)
  }
  if (meant.length > 1) return problem('no-such-visit', several)
  const { draft, reason } = only
  return { draft, inferred: [{ kind: 'visit', written: visit, taken: nameOf(draft), reason }], problem: null }
}

function unknownVisit(visit: string, sessions: readonly SessionDraft[], order: DateOrder): string {
  const there = `in these folders or in the study, only ${listed(sessions.map(nameOf))}.`
  const days = datesMeant(visit, order)
  if (days.length === 0) return `no visit ${quoted(visit)} ${there}${numberHint(visit)}`
  const meaning = days.map((day) => day.replace(/^-+/u, '')).join(' or ')
  return `no visit on that day ${there} ${quoted(visit)} is how a spreadsheet writes ${meaning}; give the column the type “Text”, or the format 2024-05-03.`
}

/** Why a visit may be written so; null when it may not. */
function visitReason(
  { visitDate, visitLabel }: SessionDraft,
  visit: string,
  order: DateOrder,
): string | null {
  const isDay = (day: string) =>
    visitDate !== null && (day.startsWith('--') ? visitDate.endsWith(day.slice(1)) : visitDate === day)
  if (datesMeant(visit, order).some(isDay)) return 'a spreadsheet writes the date so'
  return createCodeIndex([visitLabel]).meant(visit).length > 0 ? lostZeros : null
}

function nameOf({ visitLabel, visitDate }: SessionDraft): string {
  return visitDate === null || visitDate === visitLabel ? visitLabel : `${visitLabel} (${visitDate})`
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `“${name}”`)
  return [...shown, ...(names.length > shown.length ? ['…'] : [])].join(', ')
}

function fold(code: string): string {
  return code.normalize('NFC').toLowerCase()
}

function sameCode(a: string, b: string): boolean {
  return fold(a) === fold(b)
}

/** By its label, its date, or the name of its folder. */
export function isVisitOf(session: SessionDraft, visit: string): boolean {
  if (session.visitDate === visit) return true
  if (visit.length > MAX_NAME_LENGTH) return false
  const names = [session.visitLabel, ...(session.path === null ? [] : [basename(session.path)])]
  return names.some((name) => visitKey(name) === visitKey(visit))
}

/** No name of a visit is longer, and what is longer takes long to compare. */
const MAX_NAME_LENGTH = 200
