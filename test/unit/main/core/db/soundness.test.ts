import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { migrations } from '#core/db/migrations/index.ts'
import { openDatabase } from '#core/db/open.ts'
import type { OpenOptions } from '#core/db/open.ts'
import { makeReadOnly } from '../../../../helpers/read-only-folder.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

const before = migrations.slice(
  0,
  migrations.findIndex(({ name }) => name === 'damaged-runs'),
)

function open(folder: string, changes: Partial<OpenOptions> = {}) {
  const opened = openDatabase({ file: join(folder, 'study.sqlite'), sqliteBinding: null, ...changes })
  onTestFinished(opened.close)
  return opened
}

/** As an older program left it, with a record of a run that the disk spoilt since. */
function anOldStudy(): string {
  const folder = tempFolder()
  const { db, close } = open(folder, { create: true, migrations: before })
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
    INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
      VALUES (1, 'predict', 1, '{"sampling":{"kind":"rate"}}', '1', '', 'done')`)
  close()
  const file = join(folder, 'study.sqlite')
  const bytes = readFileSync(file)
  bytes.write('["sampling"', bytes.indexOf('{"sampling":'))
  writeFileSync(file, bytes)
  return folder
}

it('takes a study of an older version in whose runs a record is no JSON any more, as it was written', () => {
  const folder = anOldStudy()
  const { db, backupFile } = open(folder)
  expect(backupFile).toMatch(/study-v8-/)
  expect(db.prepare('SELECT code FROM patients').pluck().all()).toEqual(['P001'])
  expect(db.prepare('SELECT parameters_json FROM runs').pluck().all()).toEqual([
    '["sampling":{"kind":"rate"}}',
  ])
})

it('shows such a study where nothing can be written', () => {
  const folder = anOldStudy()
  makeReadOnly(folder)
  const { db } = open(folder, { readonly: true })
  expect(db.prepare('SELECT code FROM patients').pluck().all()).toEqual(['P001'])
})
