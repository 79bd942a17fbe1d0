import { expect, it } from 'vitest'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

it('a folder that is imported again finds whom two raters became, and takes nothing of theirs away', async () => {
  const { study, inbox } = aStudy()
  const captions = (ofAb: string, ofCd: string) =>
    `file,rater,caption\na.mp4,AB,${ofAb}\na.mp4,CD,${ofCd}\nb.mp4,AB,Nods\n`
  const write = (ofAb: string, ofCd: string) => {
    writeFiles(inbox, {
      'P001/baseline/a.mp4': 'one',
      'P001/baseline/b.mp4': 'two',
      'P001/baseline/captions.csv': captions(ofAb, ofCd),
      'P001/baseline/scores.csv': 'rater,PANSS_N1\nAB,4\n',
    })
  }
  const importAll = async () => {
    const { planId } = await study.imports.preview([inbox], aControl())
    return study.imports.run(planId, { copyVideos: false }, aControl())
  }
  const held = () =>
    study.library
      .clips()
      .flatMap(({ id }) => study.captions.list(id).map(({ raterCode, text }) => `${raterCode} ${text}`))
  write('Smiles', 'Frowns')
  await importAll()
  study.corrections.merge({
    ...{ what: { kind: 'raters', from: 'AB', into: 'CD' }, whose: 'into', rater: null },
  })
  expect(held()).toEqual(['CD Frowns', 'CD Nods'])

  const again = await importAll()
  expect(again.scores).toMatchObject({ known: 1, new: 0, changed: 0 })
  expect(again.captions).toMatchObject({ known: 2, new: 0, changed: 0, refused: 1 })
  expect(again.refusals.map(({ message }) => message)).toEqual([
    'captions.csv, line 2: AB is rater CD now, whose caption of a.mp4 differs; it was left as it is.',
  ])
  expect([held(), study.raters.list().map(({ code }) => code)]).toEqual([['CD Frowns', 'CD Nods'], ['CD']])
  // Nor does it tell of anything where both codes say what is there.
  write('Frowns', 'Frowns')
  expect((await importAll()).captions).toMatchObject({ known: 3, refused: 0 })
  expect(study.journal.verify().problems).toEqual([])
})
