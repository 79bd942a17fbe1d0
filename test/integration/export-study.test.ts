import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { Study } from '#core/study-services.ts'
import { aControl, aStudy } from '../helpers/a-study.ts'
import { checkDataPackage } from '../helpers/check-data-package.ts'
import { createFakeInference, embeddingOf, fakePackStore } from '../helpers/fake-inference.ts'
import { tempFolder, writeFiles } from '../helpers/temp-folder.ts'

const packId = 'two-numbers'
const csvFiles = [
  'symptom_scores_long.csv',
  'symptom_scores_wide.csv',
  'captions.csv',
  'predictions.csv',
  'validation.csv',
]
const scripts = ['read-in-R.R', 'read_in_python.py', 'read-in-SPSS.sps']
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const cli = fileURLToPath(new URL('../../src-main/cli/index.ts', import.meta.url))

/** Ten patients, two visits each, two raters; the video of a visit shows what it was rated. */
function sessionFolders(): Record<string, string> {
  const files: Record<string, string> = {}
  for (let place = 0; place < 20; place++) {
    const folder = `P${String(Math.floor(place / 2)).padStart(3, '0')}/2026-0${String(1 + (place % 2))}-10_v${String(place % 2)}`
    const score = 1 + ((place * 3) % 7)
    files[`${folder}/interview.mp4`] = `video ${String(place)}`
    files[`${folder}/scores.csv`] =
      `rater,panss_n1,panss_n3,cains10\nAB,${score},${8 - score},2\nCD,${Math.max(1, score - 1)},,not-assessed\n`
    files[`${folder}/captions.csv`] = `file,rater,caption\ninterview.mp4,AB,"-1 smile, then ""nothing"""\n`
  }
  return files
}

/** Everything but the video pass is real: database, import, fit and export. */
async function aFittedStudy(): Promise<Study> {
  const inference = createFakeInference(({ clipId }) =>
    embeddingOf(clipId, [((clipId - 1) * 3) % 7, clipId % 2]),
  )
  const { study, inbox } = aStudy({ packs: fakePackStore(), inference, appVersion: version })
  mkdirSync(inbox)
  writeFiles(inbox, sessionFolders())
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: false }, aControl())
  const { id: promptSetId } = study.promptSets.create({
    name: 'Directions',
    classes: ['up', '@down'].map((label) => ({ label, sentence: label })),
  })
  await study.predictions.run({ clipIds: null, packId, promptSetId }, aControl())
  // The fake recogniser knows one face only.
  const asked = { scaleId: 'panss-negative', itemIds: ['n1', 'n3'], packId, differentPeople: true }
  await study.severity.fit(asked, aControl())
  return study
}

test('a study exported by the program and by the command line is the same to the last digit, and valid', async () => {
  const study = await aFittedStudy()
  const byProgram = tempFolder()
  const byCommand = tempFolder()
  await study.exports.run(byProgram, aControl())
  study.close()
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...[cli, 'export', study.folder, '--out', byCommand, '--json'],
  ])
  expect(JSON.parse(stdout)).toMatchObject({
    files: [...csvFiles, ...scripts, 'datapackage.json'].map((name) => ({ name })),
  })

  const { errors, rows } = checkDataPackage(byProgram)
  expect(errors).toEqual([])
  const long = rows['symptom_scores_long.csv'] ?? []
  const ofItems = long.filter(({ item_kind: kind }) => kind === 'item')
  // Three items by AB, two by CD and estimates of two in each session; rows of AB, CD and the pack wide.
  expect(['rater', 'model'].map((kind) => ofItems.filter(({ source }) => source === kind).length)).toEqual([
    100, 40,
  ])
  expect(csvFiles.slice(1).map((name) => rows[name]?.length)).toEqual([60, 20, 40, 32])
  expect(long.filter(({ item, rater_id: rater }) => item === 'c10' && rater === 'CD')[0]).toMatchObject({
    score: null,
    missing_reason: 'not-assessed',
  })
  expect(rows['captions.csv']?.[0]?.['text']).toBe('-1 smile, then "nothing"')
  expect(checkDataPackage(byCommand).errors).toEqual([])
  for (const name of [...csvFiles, ...scripts]) {
    expect(readFileSync(join(byCommand, name), 'utf8')).toBe(readFileSync(join(byProgram, name), 'utf8'))
  }
})
