import type { Covariate } from '#shared/domain/covariate.ts'
import type { ScoreData } from '../export-data.ts'
import type { RedcapChoice } from './redcap-field.ts'
import { yesNo } from './redcap-form.ts'
import type { Filled, Given, RedcapForm } from './redcap-form.ts'
import { toRedcapName } from './redcap-names.ts'

export const RECORD_ID = 'record_id'
export const VISIT_FORM = 'visit'
export const VISIT_LABEL = 'visit_label'
function choicesOf(kind: Extract<Covariate, { kind: 'choice' }>): ReadonlyMap<string, RedcapChoice> {
  const taken = new Set<string>()
  return new Map(
    kind.choices.map(({ code, label }) => {
      // A code has letters, digits and underscores; one that is a number may begin with it.
      const plain = code.replaceAll(/[^A-Za-z0-9]+/gu, '_').replaceAll(/^_+|_+$/gu, '')
      const base = plain === '' ? toRedcapName(label) : plain
      let found = base
      for (let number = 2; taken.has(found); number++) found = `${base}_${String(number)}`
      taken.add(found)
      return [code, { code: found, label }]
    }),
  )
}

function covariateFilled(kind: Covariate, name: string, data: ScoreData): Filled<number> {
  const valueAt = (sessionId: number) => data.covariates?.values.get(sessionId)?.get(kind.id) ?? null
  const whose = kind.of === 'patient' ? 'Of the patient: the same at each visit.' : ''
  const base = { name, label: kind.name, note: whose, annotation: `EmoCLIP covariate ${kind.id}` }
  if (kind.kind === 'choice') {
    const choices = choicesOf(kind)
    return {
      field: { ...base, type: 'dropdown', choices: [...choices.values()] },
      value: (id) => choices.get(String(valueAt(id)))?.code ?? null,
    }
  }
  if (kind.kind === 'number') {
    const { min, max, unit } = kind
    const note = [unit ?? '', whose].filter((part) => part !== '').join('. ')
    return { field: { ...base, note, type: 'text', validation: 'number', min, max }, value: valueAt }
  }
  const isLong = [...(data.covariates?.values.values() ?? [])].some((known) =>
    /[\r\n]/u.test(String(known.get(kind.id) ?? '')),
  )
  return { field: { ...base, type: isLong ? 'notes' : 'text' }, value: valueAt }
}

/** What is known of each visit beside the ratings; begins with what names the record. */
export function visitForm({ data, names }: Given): RedcapForm {
  const name = names.form(VISIT_FORM)
  const sessions = new Map(data.sessions.map((session) => [session.id, session]))
  const filled: Filled<number>[] = [
    {
      field: { name: names.field(RECORD_ID), type: 'text', label: 'Code of the patient' },
      value: () => null,
    },
    {
      field: {
        ...{ name: names.field(VISIT_LABEL), type: 'text', label: 'Visit, as it is called in the study' },
        annotation: 'EmoCLIP visit',
      },
      value: (id) => sessions.get(id)?.visitLabel ?? null,
    },
    {
      field: {
        ...{ name: names.field('visit_date'), type: 'text', label: 'Day of the visit' },
        ...{ validation: 'date_ymd', isIdentifier: true, annotation: 'EmoCLIP day of the visit' },
      },
      value: (id) => sessions.get(id)?.visitDate ?? null,
    },
    {
      field: {
        name: names.field('visit_synthetic'),
        ...{ type: 'yesno', label: 'Made up for demonstration', annotation: 'EmoCLIP synthetic visit' },
      },
      value: (id) => yesNo(sessions.get(id)?.synthetic ?? null),
    },
    ...(data.covariates?.kinds ?? []).map((kind) => covariateFilled(kind, names.field(kind.id), data)),
  ]
  return {
    ...{ name, isRepeating: false, fields: filled.map(({ field }) => field) },
    entries: data.sessions.map(({ id }) => {
      return { sessionId: id, instance: null, cells: filled.map(({ value }) => value(id)), isComplete: true }
    }),
  }
}
