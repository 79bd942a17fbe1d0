import type { Covariate, CovariateValue } from '#shared/domain/covariate.ts'
import type { Session } from '#shared/domain/session.ts'
import { groupBy } from '#shared/group-by.ts'
import type { ScoreData } from '../export-data.ts'
import type { ProjectFile } from '../project-file.ts'
import type { BidsLabels } from './bids-labels.ts'
import { bidsFiles, participantColumn, syntheticColumn, visitColumn } from './bids-table.ts'
import type { BidsColumn, ColumnMeaning } from './bids-table.ts'

function meaningOf(kind: Covariate): ColumnMeaning {
  const base = { LongName: kind.name, Description: `${kind.name}, of the ${kind.of}` }
  if (kind.kind === 'choice') {
    return { ...base, Levels: Object.fromEntries(kind.choices.map(({ code, label }) => [code, label])) }
  }
  if (kind.kind === 'text') return base
  const { unit, min, max } = kind
  return { ...base, ...(unit === null || unit === '' ? {} : { Units: unit }), Minimum: min, Maximum: max }
}

function columnsOf<Row>(
  kinds: readonly Covariate[],
  valueOf: (row: Row, id: string) => CovariateValue | null,
): BidsColumn<Row>[] {
  return kinds.map((kind) => ({
    ...{ name: kind.id, meaning: meaningOf(kind) },
    value: (row) => valueOf(row, kind.id),
  }))
}

/** Days since the patient's first visit with a date: the dates themselves could tell who somebody is. */
function dayIn(first: ReadonlyMap<string, string>, { patientCode, visitDate }: Session): number | null {
  const begin = first.get(patientCode)
  if (begin === undefined || visitDate === null) return null
  return Math.round((Date.parse(visitDate) - Date.parse(begin)) / 86_400_000)
}

/** Patients, visits, and what is known of each beside the ratings. */
export function participantFiles(data: ScoreData, labels: BidsLabels): ProjectFile[] {
  const { sessions, covariates = { kinds: [], values: new Map<number, never>() } } = data
  const valueAt = ({ id }: Session, covariate: string): CovariateValue | null =>
    covariates.values.get(id)?.get(covariate) ?? null
  const patients = [...groupBy(sessions, ({ patientCode }) => patientCode).values()]
  const first = new Map(
    patients.flatMap((visits): [string, string][] => {
      const [day] = visits.flatMap(({ visitDate }) => visitDate ?? []).sort()
      const [visit] = visits
      return day === undefined || visit === undefined ? [] : [[visit.patientCode, day]]
    }),
  )
  const firstOf = (visits: readonly Session[]): Session => {
    const [visit] = visits
    if (visit === undefined) throw new RangeError('a group without a visit')
    return visit
  }
  const ofPatient = covariates.kinds.filter((kind) => kind.of === 'patient')
  const ofVisit = covariates.kinds.filter((kind) => kind.of === 'visit')
  return [
    ...bidsFiles<readonly Session[]>({
      ...{ path: 'bids/participants', description: 'The patients, one a row', rows: patients },
      columns: [
        participantColumn(firstOf, labels),
        {
          ...{ name: 'patient_code', meaning: { Description: 'Code of the patient in the study' } },
          value: (visits) => firstOf(visits).patientCode,
        },
        syntheticColumn((visits) => visits.some(({ synthetic }) => synthetic)),
        ...columnsOf<readonly Session[]>(ofPatient, (visits, id) => {
          return visits.map((visit) => valueAt(visit, id)).find((value) => value !== null) ?? null
        }),
      ],
    }),
    ...bidsFiles<Session>({
      ...{ path: 'bids/sessions', description: 'The visits, one a row', rows: sessions },
      columns: [
        participantColumn((visit) => visit, labels),
        visitColumn((visit) => visit, labels, sessions),
        {
          name: 'days_since_first_visit',
          meaning: { Description: 'Since the patient’s first visit whose day is known', Units: 'd' },
          value: (visit) => dayIn(first, visit),
        },
        syntheticColumn(({ synthetic }) => synthetic),
        ...columnsOf<Session>(ofVisit, valueAt),
      ],
    }),
  ]
}
