import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ExportChoice } from '#core/areas/export/service.ts'
import { anExportedStudy } from '../../../../../helpers/an-export.ts'
import { checkBids } from '../../../../../helpers/check-bids.ts'
import { checkDataPackage } from '../../../../../helpers/check-data-package.ts'
import { checkRedcap } from '../../../../../helpers/check-redcap.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

test('writes a REDCap project and a BIDS data set beside the tables where somebody asks for it, with their very ratings and estimates', async () => {
  const folder = tempFolder()
  const { service } = await anExportedStudy()
  const choice: ExportChoice = { inUse: null, promptSet: null, packId: null, forms: ['redcap', 'bids'] }
  const result = await service.run(folder, watchedControl(), choice)
  const { errors, fields, records } = checkRedcap((name) => readFileSync(join(folder, name), 'utf8'))
  expect(errors).toEqual([])
  expect(checkDataPackage(folder).errors).toEqual([])
  expect(result.files.filter(({ name }) => name.startsWith('redcap'))).toMatchObject([
    { name: 'redcap_dictionary.csv', rows: fields.length },
    { name: 'redcap_records.csv', rows: records.length },
    ...[
      { name: 'redcap_events.csv', rows: 2 },
      { name: 'redcap_event_forms.csv', rows: 6 },
    ],
    { name: 'redcap_setup.txt', rows: null },
  ])
  const bids = result.files.filter(({ name }) => name.startsWith('bids/'))
  const { errors: ofBids } = checkBids(
    new Map(bids.map(({ name }) => [name.slice('bids/'.length), readFileSync(join(folder, name), 'utf8')])),
  )
  expect(ofBids).toEqual([])
  expect(bids.map(({ name }) => name)).toContain('bids/phenotype/tiny.tsv')
  const estimate = fields.find(({ name }) => name === 'tiny_face_est')
  expect(estimate?.label).toMatch(/^ESTIMATE of a model, not a measurement/)
  expect(estimate?.annotation).toBe('@READONLY')
  const long = (checkDataPackage(folder).rows['symptom_scores_long.csv'] ?? []).filter(
    (row) => row['item'] === 'face',
  )
  const table = (source: string) =>
    long
      .filter((row) => row['source'] === source)
      .map((row) => [row['participant_id'], `${String(row['session_id'])}_arm_1`, row['score']])
  const inForm = (form: string, field: string) =>
    records
      .filter((record) => record.form === form)
      .map(({ id, event, values }) => [id, event, Number(values[field])])
  expect(inForm('tiny', 'tiny_face')).toEqual(table('rater'))
  expect(inForm('tiny_estimates', 'tiny_face_est')).toEqual(table('model'))
  expect(inForm('tiny_estimates', 'tiny_face_est_low').map(([, , low]) => low)).toEqual(
    long.filter((row) => row['source'] === 'model').map((row) => row['ci_low']),
  )
  expect(records.filter(({ form }) => form === 'tiny_estimates')[19]?.values).toMatchObject({
    ...{ tiny_est_held_out: '0', tiny_est_pack: 'two-numbers 1.0.0', tiny_estimates_complete: '2' },
  })
})
