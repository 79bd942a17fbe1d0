import { basename } from 'node:path'
import { visitKey } from '../../exchange/visit-name.ts'
import type { RowKey } from '../../exchange/csv-reading.ts'
import { quoted } from '../../exchange/read-problem.ts'
import type { SessionDraft } from './session-draft.ts'

/** Where the rows of a table may belong. */
export interface RowScope {
  /** The session in whose folder the table lies; null when it lies above. */
  readonly own: SessionDraft | null
  /** Sessions below the folder of the table. */
  readonly below: readonly SessionDraft[]
  /** Sessions that the study has already for a patient; drafts of this import come first. */
  stored(patientCode: string): readonly SessionDraft[]
}

export type Resolution =
  { draft: SessionDraft; problem: null } | { draft: null; problem: { code: string; what: string } }

function problem(code: string, what: string): Resolution {
  return { draft: null, problem: { code, what } }
}

/** `visit` is what the row or the column's name says, null for nothing. */
export function resolveRow(key: RowKey, visit: string | null, scope: RowScope): Resolution {
  return scope.own === null ? resolveAbove(key, visit, scope) : resolveOwn(scope.own, key, visit)
}

function resolveOwn(own: SessionDraft, key: RowKey, visit: string | null): Resolution {
  if (key.participant !== null && !sameCode(key.participant, own.patientCode)) {
    return problem(
      'other-patient',
      `The row is of patient ${quoted(key.participant)}, the folder of ${own.patientCode}.`,
    )
  }
  if (visit !== null && !isVisitOf(own, visit)) {
    return problem('other-visit', `The row is of visit ${quoted(visit)}, the folder of “${own.visitLabel}”.`)
  }
  return { draft: own, problem: null }
}

function resolveAbove(key: RowKey, visit: string | null, scope: RowScope): Resolution {
  const codes = new Set(scope.below.map(({ patientCode }) => patientCode))
  const [onlyCode] = codes
  const participant = key.participant ?? (codes.size === 1 ? (onlyCode ?? null) : null)
  if (participant === null) {
    return problem(
      'missing-cell',
      'The row does not say whose it is: the column participant_id is missing or empty.',
    )
  }
  const below = scope.below.filter(({ patientCode }) => sameCode(patientCode, participant))
  const sessions = [...below, ...scope.stored(participant)]
  if (sessions.length === 0) {
    return problem(
      'no-such-patient',
      `There is no patient ${quoted(participant)} in these folders or in the study.`,
    )
  }
  if (visit === null) {
    const [only] = sessions
    if (only !== undefined && sessions.length === 1) return { draft: only, problem: null }
    return problem(
      'missing-cell',
      `Patient ${participant} has several visits, and the row does not say which is meant.`,
    )
  }
  const fitting = sessions.filter((session) => isVisitOf(session, visit))
  const exact = fitting.filter(({ visitLabel }) => visitLabel === visit)
  const [found, second] = exact.length > 0 ? exact : fitting
  if (found === undefined) {
    return problem(
      'no-such-visit',
      `Patient ${participant} has no visit ${quoted(visit)} in these folders or in the study.`,
    )
  }
  if (second !== undefined) {
    return problem(
      'no-such-visit',
      `Patient ${participant} has more than one visit that ${quoted(visit)} could mean.`,
    )
  }
  return { draft: found, problem: null }
}

function sameCode(a: string, b: string): boolean {
  return a.normalize('NFC').toLowerCase() === b.normalize('NFC').toLowerCase()
}

/** By its label, its date, or the name of its folder. */
export function isVisitOf(session: SessionDraft, visit: string): boolean {
  if (session.visitDate === visit) return true
  const names = [session.visitLabel, ...(session.path === null ? [] : [basename(session.path)])]
  return names.some((name) => visitKey(name) === visitKey(visit))
}
