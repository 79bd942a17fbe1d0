import type { Scale } from '#shared/domain/scale.ts'
import { measuresOf } from '../csv/symptom-rows.ts'
import type { Measure, SymptomRow } from '../csv/symptom-rows.ts'
import { formOf, isOf, yesNo } from './redcap-form.ts'
import type { Filled, Given, RedcapForm } from './redcap-form.ts'
import { toRedcapName } from './redcap-names.ts'
import type { RedcapNames } from './redcap-names.ts'

export type EstimatedRow = Extract<SymptomRow, { source: 'model' }>

function estimateFilled(measure: Measure, names: RedcapNames): Filled<readonly EstimatedRow[]>[] {
  const { min, max } = measure
  const number = (
    ending: string,
    label: string,
    value: (row: EstimatedRow) => number,
  ): Filled<readonly EstimatedRow[]> => ({
    field: {
      ...{ name: names.field(measure.column, ending), type: 'text', validation: 'number', isReadOnly: true },
      ...{ label, min: ending === '_est_level' ? 0 : min, max: ending === '_est_level' ? 1 : max },
    },
    value: (rows) => {
      const row = rows.find(isOf(measure))
      return row === undefined ? null : value(row)
    },
  })
  const of = `of ${measure.name}`
  return [
    number('_est', `ESTIMATE of a model, not a measurement: ${measure.name}`, (row) => row.estimate.value),
    number('_est_low', `Lower end of the prediction interval ${of}`, (row) => row.estimate.ciLow),
    number('_est_high', `Upper end of the prediction interval ${of}`, (row) => row.estimate.ciHigh),
    number('_est_level', `Level of the prediction interval ${of}`, (row) => row.estimate.level),
  ]
}

/** What models estimate of a scale's items, apart from the ratings: one instance a pack. */
export function estimateForm(scale: Scale, rows: readonly EstimatedRow[], { names }: Given): RedcapForm {
  const name = names.form(`${toRedcapName(scale.id)}_estimates`)
  const packs = [...new Set(rows.map(({ model }) => model.packId))].sort()
  const text = (
    ending: string,
    label: string,
    value: (row: EstimatedRow) => string,
  ): Filled<readonly EstimatedRow[]> => ({
    field: { name: names.field(toRedcapName(scale.id), ending), type: 'notes', label, isReadOnly: true },
    value: (of) => [...new Set(of.map(value))].join(' | '),
  })
  const isTrue = (
    ending: string,
    label: string,
    value: (of: readonly EstimatedRow[]) => boolean,
  ): Filled<readonly EstimatedRow[]> => ({
    field: { name: names.field(toRedcapName(scale.id), ending), type: 'yesno', label, isReadOnly: true },
    value: (of) => yesNo(value(of)),
  })
  const estimated = measuresOf(scale).filter((measure) => rows.some(isOf(measure)))
  const filled = [
    text('_est_pack', 'Model pack that looked at the video', ({ model }) => {
      return `${model.packId} ${model.packVersion}`
    }),
    text('_est_sha256', 'SHA-256 of the manifest of the pack', ({ model }) => model.packSha256),
    isTrue('_est_held_out', 'Each estimate is by a model that was fitted without this patient', (of) =>
      of.every(({ estimate }) => estimate.heldOut),
    ),
    ...estimated.flatMap((measure) => estimateFilled(measure, names)),
    text('_est_trained', 'What the models were trained on', ({ model }) => model.trainedOn),
    isTrue('_est_synth', 'A rating that a model learnt from was made up for demonstration', (of) =>
      of.some(({ model, session }) => model.synthetic || session.synthetic),
    ),
  ]
  return formOf({ name, filled }, rows, {
    instance: ({ model }) => packs.indexOf(model.packId) + 1,
    isComplete: () => true,
  })
}
