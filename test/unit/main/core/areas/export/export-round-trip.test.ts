import { join } from 'node:path'
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const visit = 'P001/2024-05-03_baseline'

async function importInto({ study }: ReturnType<typeof aStudy>, folder: string) {
  const { planId } = await study.imports.preview([folder], aControl())
  return study.imports.run(planId, { copyVideos: false }, aControl())
}

describe('what the program exports', () => {
  it('is known when it is imported again, the guarded captions and the made-up marks too', async () => {
    const test = aStudy()
    writeFiles(test.inbox, {
      [`${visit}/a.mp4`]: 'one',
      [`${visit}/session.json`]: '{ "formatVersion": 1, "synthetic": true, "rater": "AB" }',
      [`${visit}/captions.csv`]: 'file,caption\na.mp4,"=smiles, then -frowns"\n',
      [`${visit}/scores.csv`]: 'panss_n1,panss_n3,cains10\n3,refused,2\n',
    })
    await importInto(test, test.inbox)
    const exported = join(test.inbox, '..', 'exported')
    await test.study.exports.run(exported, aControl())
    const tables = readdirSync(exported)
    expect(tables).toContain('captions.csv')
    const captions = await importInto(test, exported)
    expect(captions).toMatchObject({ captions: { new: 0, known: 1, changed: 0, refused: 0 }, refusals: [] })
  })

  it('keeps the made-up mark of a row in a study whose session has none', async () => {
    const test = aStudy()
    writeFiles(test.inbox, {
      [`${visit}/a.mp4`]: 'one',
      [`${visit}/captions.csv`]: 'clip_file,text,rater_id,synthetic\na.mp4,Smiles,AB,true\n',
      [`${visit}/scores.csv`]:
        'scale,item,score,missing_reason,source,rater_id,synthetic\ncains,c10,2,,rater,AB,true\ncains,c11,,refused,rater,AB,false\n',
    })
    expect((await importInto(test, test.inbox)).refusals).toEqual([])
    const [clip] = test.study.library.clips()
    expect(test.study.captions.list(clip?.id ?? 0)).toMatchObject([{ synthetic: true }])
    expect(test.study.scores.list(clip?.sessionId ?? 0)).toMatchObject([
      { itemId: 'c10', value: 2, synthetic: true },
      { itemId: 'c11', missingReason: 'refused', synthetic: false },
    ])
  })

  it('never brings a model’s estimates back as ratings, from a wide table either', async () => {
    const test = aStudy()
    writeFiles(test.inbox, {
      [`${visit}/a.mp4`]: 'one',
      [`${visit}/scores.csv`]: 'source,source_id,panss_n1\nrater,AB,3\nmodel,faces-7,4\n',
    })
    const { scores, refusals } = await importInto(test, test.inbox)
    expect(scores).toMatchObject({ new: 1, refused: 1 })
    expect(refusals.map(({ code }) => code)).toEqual(['not-a-rating'])
    const [clip] = test.study.library.clips()
    expect(test.study.scores.list(clip?.sessionId ?? 0)).toMatchObject([{ raterCode: 'AB', value: 3 }])
  })
})
