import { rangeWords } from '#shared/domain/scale.ts'
import type { Scale } from '#shared/domain/scale.ts'
import { joinSights } from '#shared/domain/sight.ts'
import { INCOMPLETE, lastDay, measuresOf } from '../csv/symptom-rows.ts'
import type { Measure, SymptomRow } from '../csv/symptom-rows.ts'
import type { ScoreData } from '../export-data.ts'
import type { RedcapField } from './redcap-field.ts'
import { formOf, isOf, yesNo } from './redcap-form.ts'
import type { Filled, Given, RedcapForm } from './redcap-form.ts'
import type { RedcapNames } from './redcap-names.ts'

/** More possible scores than these are typed rather than chosen, and so are negative ones. */
const MOST_CHOICES = 20

type RatedRow = Extract<SymptomRow, { source: 'rater' }>

function itemFilled(scale: Scale, measure: Measure, name: string): Filled<readonly RatedRow[]> {
  const { min, max } = measure
  const step = scale.items.find(({ id }) => id === measure.id)?.step ?? 1
  const label = `${measure.name} (${rangeWords({ min, max, ...(step === 1 ? {} : { step }) })})`
  const values = Array.from({ length: Math.floor((max - min) / step) + 1 }, (_, index) => min + index * step)
  const annotation = `EmoCLIP score ${scale.id} ${measure.id}`
  const field: RedcapField =
    min >= 0 && values.length <= MOST_CHOICES
      ? {
          ...{ name, type: 'radio', label, annotation },
          choices: values.map((value) => ({ code: String(value), label: String(value) })),
        }
      : { name, type: 'text', validation: 'integer', min, max, label, annotation }
  return {
    field,
    value: (rows) => {
      const row = rows.find(isOf(measure))
      return row?.score ?? row?.missingReason ?? null
    },
  }
}

/** How a total is made, and when there is none. */
function totalNote({ totals }: Scale, { id }: Measure): string {
  const total = totals.find((one) => one.id === id)
  const made = total?.method === 'mean' ? 'The mean of its items, by' : 'Added up of its items by'
  const most = total?.mostMissing
  const empty =
    most === undefined
      ? 'empty where one is missing'
      : `the mean of the others stands for up to ${String(most)} that are missing, and it is empty where more are`
  return `${made} EmoCLIP Studio; ${empty}.`
}

function totalFilled(scale: Scale, measure: Measure, name: string): Filled<readonly RatedRow[]> {
  const { min, max } = measure
  return {
    field: {
      ...{ name, type: 'text', validation: 'number', min, max, isReadOnly: true },
      label: `${measure.name} (${String(min)} to ${String(max)})`,
      note: totalNote(scale, measure),
    },
    value: (rows) => rows.find(isOf(measure))?.score ?? null,
  }
}

/** The same number at each visit, whoever else rated there. */
function instancesOf(data: ScoreData): ReadonlyMap<string, number> {
  const byId = new Map(data.scores.map(({ raterId, raterCode }) => [raterId, raterCode]))
  const codes = new Set([...byId].sort(([a], [b]) => a - b).map(([, code]) => code))
  return new Map([...codes].map((code, index) => [code, index + 1]))
}

function ratingFilled(scale: Scale, form: string, names: RedcapNames): Filled<readonly RatedRow[]>[] {
  const field = (ending: string): string => names.field(form, ending)
  return [
    {
      field: {
        ...{ name: field('_rater'), type: 'text', label: 'Code of the rater' },
        annotation: `EmoCLIP rater of ${scale.id}`,
      },
      value: (rows) => rows[0]?.raterCode ?? null,
    },
    {
      field: {
        ...{ name: field('_consensus'), type: 'yesno', annotation: `EmoCLIP consensus of ${scale.id}` },
        label: 'Consensus: of several raters together, after each had rated alone',
      },
      value: (rows) => yesNo(rows[0]?.isConsensus ?? null),
    },
    {
      field: {
        ...{ name: field('_rated_on'), type: 'text', validation: 'date_ymd', isIdentifier: true },
        annotation: `EmoCLIP day of ${scale.id}`,
        label: 'Last day on which a rating was made; empty where nobody kept it',
      },
      value: (rows) => lastDay(rows.map(({ ratedOn }) => ratedOn)),
    },
    {
      field: {
        ...{ name: field('_blind'), type: 'yesno', annotation: `EmoCLIP blindness of ${scale.id}` },
        label: 'Rated with neither estimates nor other ratings in view; empty where it is not known',
      },
      value: (rows) => {
        const sight = joinSights(rows.map((row) => row.sight))
        return sight === null ? null : yesNo(!sight.estimates && !sight.others)
      },
    },
    {
      field: {
        ...{ name: field('_synthetic'), type: 'yesno', label: 'Made up for demonstration' },
        annotation: `EmoCLIP synthetic of ${scale.id}`,
      },
      value: (rows) => yesNo(rows.some(({ synthetic }) => synthetic)),
    },
    ...measuresOf(scale).map((measure) =>
      measure.kind === 'item'
        ? itemFilled(scale, measure, names.field(measure.column))
        : totalFilled(scale, measure, names.field(measure.column)),
    ),
  ]
}

/** What each rater, or a consensus, gave on a scale: one instance a rater. */
export function ratingForm(scale: Scale, rows: readonly SymptomRow[], given: Given): RedcapForm {
  const name = given.names.form(scale.id)
  const instances = instancesOf(given.data)
  const isAnswered = (row: RatedRow | undefined): boolean =>
    row !== undefined && (row.score !== null || (row.missingReason ?? INCOMPLETE) !== INCOMPLETE)
  return formOf(
    { name, filled: ratingFilled(scale, name, given.names) },
    rows.filter((row): row is RatedRow => row.source === 'rater'),
    {
      instance: ({ raterCode }) => instances.get(raterCode) ?? 1,
      isComplete: (of) =>
        measuresOf(scale).every((measure) => measure.kind === 'total' || isAnswered(of.find(isOf(measure)))),
    },
  )
}
