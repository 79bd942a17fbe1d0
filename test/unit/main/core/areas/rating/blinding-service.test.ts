import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStudy } from '#core/study.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { checkDataPackage } from '../../../../../helpers/check-data-package.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

const blind = { estimates: false, others: false }
const seen = { estimates: true, others: false }

async function aVisit() {
  const test = aStudy()
  const visit = 'P001/2024-05-03_baseline'
  writeFiles(test.inbox, {
    [`${visit}/a.mp4`]: 'one',
    [`${visit}/captions.csv`]: 'clip_file,text,rater_id\na.mp4,Smiles,CD\n',
    [`${visit}/scores.csv`]: 'rater_id,panss_n1\nCD,3\n',
  })
  const { planId } = await test.study.imports.preview([test.inbox], aControl())
  await test.study.imports.run(planId, { copyVideos: false }, aControl())
  const [clip] = test.study.library.clips()
  const clipId = clip?.id ?? 0
  const sessionId = clip?.sessionId ?? 0
  const raterId = test.study.raters.ensure('AB').id
  const caption = { clipId, raterId, startMs: null, endMs: null }
  const score = (itemId: string) => ({
    ...{ sessionId, raterId, scaleId: 'panss-negative', itemId, missingReason: null },
  })
  return { ...test, clipId, sessionId, raterId, caption, score }
}

it('knows what a rater was shown, after the study was opened again too', async () => {
  const { study, environment, sessionId, raterId } = await aVisit()
  expect(study.blinding.sightOf(raterId, sessionId)).toEqual(blind)
  study.blinding.noteShown(raterId, 'estimates', [sessionId, sessionId])
  expect(study.blinding.sightOf(raterId, sessionId)).toEqual(seen)
  study.close()
  const again = openStudy(study.folder, environment)
  expect(again.blinding.sightOf(raterId, sessionId)).toEqual(seen)
  expect(again.blinding.sightOf(raterId + 1, sessionId)).toEqual(blind)
  again.close()
})

it('keeps with each text and score what its rater could have known then', async () => {
  const { study, clipId, sessionId, caption, score } = await aVisit()
  expect(study.captions.save({ ...caption, text: 'One' }, blind).sight).toEqual(blind)
  expect(study.captions.save({ ...caption, text: 'Two' }, seen).sight).toEqual(seen)
  expect(study.scores.save({ ...score('n1'), value: 2 }, blind)?.sight).toEqual(blind)
  expect(study.scores.save({ ...score('n1'), value: 3 }, seen)?.sight).toEqual(seen)
  expect(study.captions.list(clipId).map(({ raterCode, sight }) => [raterCode, sight])).toEqual([
    ['AB', seen],
    ['CD', null],
  ])
  expect(study.scores.list(sessionId).map(({ raterCode, sight }) => [raterCode, sight])).toEqual([
    ['AB', seen],
    ['CD', null],
  ])
})

it('is exported, and not known of what was imported', async () => {
  const { study, caption, score } = await aVisit()
  study.captions.save({ ...caption, text: 'Mine' }, blind)
  study.scores.save({ ...score('n1'), value: 2 }, blind)
  study.scores.save({ ...score('n2'), value: 2 }, seen)
  const folder = tempFolder()
  await study.exports.run(folder, aControl())
  const { errors, rows } = checkDataPackage(folder)
  expect(errors).toEqual([])
  const cellsOf = (file: string, name: string) =>
    (rows[file] ?? [])
      .map((row) => [row[name], row['item'], row['blind'], row['estimates_shown'], row['others_shown']])
      .sort()
  expect(cellsOf('captions.csv', 'rater_id')).toEqual([
    ['AB', undefined, true, false, false],
    ['CD', undefined, null, null, null],
  ])
  expect(cellsOf('symptom_scores_long.csv', 'rater_id')).toEqual([
    ['AB', 'n1', true, false, false],
    ['AB', 'n2', false, true, false],
    // A total is of all its items together.
    ['AB', 'negative-total', false, true, false],
    ['CD', 'n1', null, null, null],
    ['CD', 'negative-total', null, null, null],
  ])
  expect(cellsOf('symptom_scores_wide.csv', 'source_id')).toEqual([
    ['AB', undefined, false, true, false],
    ['CD', undefined, null, null, null],
  ])
  expect(readFileSync(join(folder, 'captions.csv'), 'utf8').split('\r\n')[0]).toContain(
    'blind,estimates_shown',
  )
})
