import type { Session } from '#shared/domain/session.ts'
import { groupBy } from '#shared/group-by.ts'
import { createCodeIndex } from '#shared/tables/spreadsheet-code.ts'
import { datesMeant } from '#shared/tables/spreadsheet-dates.ts'
import type { DateOrder } from '#shared/tables/spreadsheet-dates.ts'
import { visitKey } from '#shared/tables/visit-name.ts'

/** What a pasted line says of whose and which visit it is; '' for nothing. */
export interface LineKey {
  readonly patient: string
  readonly visit: string
  readonly date: string
}

export type FoundVisit = { readonly visit: Session } | { readonly problem: string }

const fold = (text: string): string => text.trim().normalize('NFC').toLowerCase()

/** Longer names belong to no visit, and take long to compare. */
const MAX_NAME_LENGTH = 200

/** Finds the visit that a line is of; `order` is what the dates of all lines say together. */
export function createVisitFinder(visits: readonly Session[], order: DateOrder) {
  const patients = groupBy(visits, ({ patientCode }) => fold(patientCode))
  const codes = createCodeIndex(patients.keys())

  function ofPatient(text: string): readonly Session[] | undefined {
    const exact = patients.get(fold(text))
    const meant = exact === undefined ? codes.meant(text) : []
    return exact ?? (meant.length === 1 ? patients.get(meant[0] ?? '') : undefined)
  }

  function isVisit({ visitLabel, visitDate }: Session, text: string): boolean {
    if (text.length > MAX_NAME_LENGTH) return false
    if (visitKey(visitLabel) === visitKey(text)) return true
    return visitDate !== null && datesMeant(text, order).includes(visitDate)
  }

  function isOnDay({ visitDate }: Session, text: string): boolean {
    return visitDate !== null && datesMeant(text, order).includes(visitDate)
  }

  function find({ patient, visit, date }: LineKey): FoundVisit {
    if (patient === '') return { problem: 'The line does not say whose it is.' }
    const all = ofPatient(patient)
    const [someone] = all ?? []
    if (all === undefined || someone === undefined)
      return { problem: `There is no patient “${patient}” in this study.` }
    const code = someone.patientCode
    const named = visit === '' ? all : all.filter((each) => isVisit(each, visit))
    if (named.length === 0) return { problem: `${code} has no visit “${visit}”.` }
    const exact = named.filter(({ visitLabel }) => visitLabel === visit)
    const fitting = exact.length > 0 ? exact : named
    const onDay = date === '' ? fitting : fitting.filter((each) => isOnDay(each, date))
    // A date beside a name that says enough may be that of the rating.
    const left = onDay.length === 0 && visit !== '' ? fitting : onDay
    const [only] = left
    if (only === undefined) return { problem: `${code} has no visit on “${date}”.` }
    if (left.length === 1) return { visit: only }
    return { problem: `${code} has ${String(left.length)} visits that this line could be of.` }
  }

  return {
    find,
    /** As the code is written, and not as a score could be. */
    isSurelyPatient: (text: string): boolean => patients.has(fold(text)) && String(Number(text)) !== text,
    isPatient: (text: string): boolean => ofPatient(text) !== undefined,
    isVisitOf: (patient: string, text: string): boolean =>
      ofPatient(patient)?.some((each) => isVisit(each, text)) ?? false,
  }
}

export type VisitFinder = ReturnType<typeof createVisitFinder>
