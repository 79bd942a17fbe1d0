import { groupBy } from '#shared/group-by.ts'
import { symptomRows } from '../csv/symptom-rows.ts'
import type { ScoreData } from '../export-data.ts'
import { estimateForm } from './estimate-form.ts'
import type { EstimatedRow } from './estimate-form.ts'
import { ratingForm } from './rating-form.ts'
import type { RedcapForm } from './redcap-form.ts'
import type { RedcapNames } from './redcap-names.ts'
import { visitForm } from './visit-form.ts'

/** The visit, then of each scale its ratings, and its estimates where there are any. */
export function redcapForms(data: ScoreData, names: RedcapNames): RedcapForm[] {
  const given = { data, names }
  const visit = visitForm(given)
  const byScale = groupBy(symptomRows(data), ({ scale }) => scale.id)
  return [
    visit,
    ...data.scales.flatMap((scale) => {
      const rows = byScale.get(scale.id) ?? []
      const estimated = rows.filter((row): row is EstimatedRow => row.source === 'model')
      return [
        ratingForm(scale, rows, given),
        ...(estimated.length === 0 ? [] : [estimateForm(scale, estimated, given)]),
      ]
    }),
  ]
}
