import { readCovariate } from '#shared/domain/covariate.ts'
import type { CovariatesTaken } from '#shared/domain/covariate.ts'
import { inTransaction } from '../../db/sql.ts'
import { readCovariatesCsv } from '../../exchange/csv/covariates-csv.ts'
import type { CovariateCell, CovariateRow } from '../../exchange/csv/covariates-csv.ts'
import { readRedcapDictionary } from '../../exchange/redcap/redcap-dictionary.ts'
import { orderOf } from '#shared/tables/spreadsheet-dates.ts'
import { createProblemList } from '../../exchange/problem-list.ts'
import { isSameValue } from '../../journal/canonical-json.ts'
import type { Key } from '../../journal/changes.ts'
import { COVARIATE, covariateKey } from '../study/entities/covariate-entity.ts'
import type { CovariateStand } from '../study/entities/covariate-entity.ts'
import type { StudyContext } from '../study/study-context.ts'
import { storedSessions } from './prepare-import.ts'
import { createRowResolver } from './resolve-row.ts'
import type { CovariatesFile } from './service.ts'

interface Place {
  readonly sessionId: number
  readonly uid: string
}

interface Stand {
  readonly key: Key
  readonly before: CovariateStand | null
  readonly after: CovariateStand
  readonly line: number
}

/** What is the patient's is written at all visits of the patient, and counted once. */
export function takeCovariates(
  context: StudyContext,
  { fileName, bytes, dictionary: beside = null }: CovariatesFile,
  { by = null, dryRun = false }: { readonly by?: string | null; readonly dryRun?: boolean },
): CovariatesTaken {
  return inTransaction(context.db, () => {
    const { covariates } = context.repositories
    const { dictionary } =
      beside === null ? { dictionary: null } : readRedcapDictionary(beside.bytes, beside.fileName)
    const { rows, problems: unread } = readCovariatesCsv(bytes, fileName, {
      ...{ covariates: covariates.list(), dictionary },
    })
    const problems = createProblemList(fileName)
    const placesOf = createPlaces(context, rows)
    const stands = new Map<string, Stand>()
    const counts = { new: 0, changed: 0, known: 0 }
    for (const row of rows) {
      for (const cell of row.cells) {
        const places = placesOf(row, cell)
        if (typeof places === 'string') {
          problems.add(row.line, 'no-place', places)
          continue
        }
        const read = readCovariate(cell.covariate, cell.text)
        if ('problem' in read) {
          problems.add(row.line, 'not-possible', `${cell.column}: ${read.problem}.`)
          continue
        }
        const wanted = places.map(({ sessionId, uid }) => ({
          key: covariateKey(uid, cell.covariate.id),
          before: standOf(covariates.value(sessionId, cell.covariate.id)),
          after: { value: read.value },
          line: row.line,
        }))
        const earlier = wanted.flatMap(({ key }) => stands.get(JSON.stringify(key)) ?? [])[0]
        if (earlier !== undefined) {
          if (isSameValue(earlier.after, { value: read.value })) continue
          const what = `${cell.column}: line ${String(earlier.line)} says “${String(earlier.after.value)}” of the same, this one “${String(read.value)}”; the first is taken.`
          problems.add(row.line, 'duplicate', what)
          continue
        }
        for (const stand of wanted) stands.set(JSON.stringify(stand.key), stand)
        counts[outcomeOf(wanted)] += 1
      }
    }
    const changes = [...stands.values()].map(({ key, before, after }) => ({
      entity: COVARIATE,
      key,
      before,
      after,
    }))
    if (!dryRun && counts.new + counts.changed > 0) {
      context.journal.change({
        ...{ action: 'covariate.import', label: `covariates of ${fileName}`, rater: by, changes },
      })
    }
    const refused = [...unread, ...problems.list()].map(({ line, message }) => ({ line, message }))
    return { ...counts, refused }
  })
}

function standOf(value: CovariateStand['value'] | null): CovariateStand | null {
  return value === null ? null : { value }
}

function outcomeOf(stands: readonly Stand[]): 'new' | 'changed' | 'known' {
  if (stands.every(({ before, after }) => isSameValue(before, after))) return 'known'
  return stands.some(({ before, after }) => before !== null && !isSameValue(before, after))
    ? 'changed'
    : 'new'
}

/** The visits that a cell is written at, or why there are none. */
function createPlaces(context: StudyContext, rows: readonly CovariateRow[]) {
  const { sessions } = context.repositories
  const stored = storedSessions(context, [])
  const all = sessions.list()
  const dateOrder = orderOf(new Set(rows.map(({ visit }) => visit ?? '')))
  const resolve = createRowResolver({ own: null, below: [], stored, dateOrder })
  const fold = (code: string): string => code.normalize('NFC').toLowerCase()
  const toPlace = ({ id }: { readonly id: number }): Place => ({
    sessionId: id,
    uid: sessions.uidOf(id) ?? '',
  })
  const visitsOf = (code: string) => all.filter(({ patientCode }) => fold(patientCode) === fold(code))

  return ({ participant, visit }: CovariateRow, { covariate, column }: CovariateCell): Place[] | string => {
    const ofPatient = participant === null ? [] : visitsOf(participant)
    if (covariate.of === 'patient' && visit === null && ofPatient.length > 0) return ofPatient.map(toPlace)
    const { draft, ...found } = resolve(participant, visit)
    if (draft === null) return `${column}: ${found.problem?.what ?? ''}`
    const [inferred] = 'inferred' in found ? found.inferred : []
    if (inferred !== undefined) {
      return `${column}: “${inferred.written}” may be ${inferred.kind} “${inferred.taken}” (${inferred.reason}): write it so.`
    }
    const meant = visitsOf(draft.patientCode)
    const places =
      covariate.of === 'patient' ? meant : meant.filter(({ visitLabel }) => visitLabel === draft.visitLabel)
    return places.map(toPlace)
  }
}
