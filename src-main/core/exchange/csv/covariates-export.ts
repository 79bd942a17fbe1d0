import { covariateRange } from '#shared/domain/covariate.ts'
import type { Covariate } from '#shared/domain/covariate.ts'
import type { Session } from '#shared/domain/session.ts'
import type { Column, FieldConstraints, Table } from './csv-table.ts'
import type { ScoreData } from '../export-data.ts'
import { appVersionColumn, visitColumns } from './symptom-csv.ts'

interface OfVisit {
  readonly session: Session
}

function constraintsOf(kind: Covariate): { readonly constraints?: FieldConstraints } {
  if (kind.kind === 'choice') return { constraints: { enum: kind.choices.map(({ code }) => code) } }
  return kind.kind === 'number' ? { constraints: { minimum: kind.min, maximum: kind.max } } : {}
}

function meaningOf(kind: Covariate): string {
  const whose = kind.of === 'patient' ? 'of the patient' : 'at the visit'
  const range =
    kind.kind === 'choice'
      ? kind.choices.map(({ code, label }) => `${code} = ${label}`).join(', ')
      : covariateRange(kind)
  return `${kind.name} ${whose}: ${range}. Empty where it is not known.`
}

/** One for each of which anything is known. */
export function covariateColumns<Row extends OfVisit>({ covariates }: ScoreData): Column<Row>[] {
  return (covariates?.kinds ?? []).map((kind) => ({
    name: kind.id,
    type: kind.kind === 'number' ? 'number' : 'string',
    description: meaningOf(kind),
    ...constraintsOf(kind),
    ...(kind.kind === 'choice'
      ? { valueLabels: kind.choices.map(({ code, label }) => ({ value: code, label })) }
      : {}),
    value: ({ session }) => covariates?.values.get(session.id)?.get(kind.id) ?? null,
  }))
}

/** One row per visit, whether it is rated or not. */
export function covariatesTable(data: ScoreData): Table<OfVisit> {
  return {
    fileName: 'covariates.csv',
    title: 'Covariates',
    description:
      'One row per patient and visit: what is known beside the ratings. What is of the patient is the same at each visit.',
    columns: [
      ...visitColumns,
      ...covariateColumns<OfVisit>(data),
      {
        name: 'synthetic',
        type: 'boolean',
        description: 'True when the visit was made up for demonstration.',
        constraints: { required: true },
        value: ({ session }) => session.synthetic,
      },
      appVersionColumn(data.appVersion),
    ],
    primaryKey: ['participant_id', 'session_id'],
    rows: data.sessions.map((session) => ({ session })),
  }
}
