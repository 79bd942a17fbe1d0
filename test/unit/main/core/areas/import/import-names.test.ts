import { describe, expect, it } from 'vitest'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import type { TestStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const visit = 'P001/baseline'
const vtt = (...texts: string[]) =>
  `WEBVTT\n\n${texts.map((text, second) => `00:0${String(second)}.000 --> 00:0${String(second + 1)}.000\n${text}\n\n`).join('')}`

function withCaptions(files: Readonly<Record<string, string>>): TestStudy {
  const test = aStudy()
  const named: Record<string, string> = { [`${visit}/interview-1.mp4`]: 'one' }
  for (const [name, text] of Object.entries(files)) named[`${visit}/${name}`] = text
  writeFiles(test.inbox, named)
  return test
}

type Raters = Parameters<TestStudy['study']['imports']['run']>[1]['raters']

async function importAll({ study, inbox }: TestStudy, raters: NonNullable<Raters> = []) {
  const plan = await study.imports.preview([inbox], aControl())
  const result = await study.imports.run(plan.planId, { copyVideos: false, raters }, aControl())
  const [clip] = study.library.clips()
  const captions = clip === undefined ? [] : study.captions.list(clip.id)
  const said = captions.map(({ raterCode, text }) => [raterCode, text])
  return { plan, result, said, raters: study.raters.list().map(({ code }) => code) }
}

describe('names in files of captions', () => {
  it('are no raters when they may be people’s: nothing of them gets into the study', async () => {
    const test = withCaptions({
      'captions/interview-1.vtt': vtt('<v Anna>hallo', '<v Dr. Smith>how?', '<v TIM>so'),
    })
    const { plan, said, raters } = await importAll(test)
    expect(plan.names).toEqual([
      { name: 'Anna', captions: 1, raterCode: null },
      { name: 'Dr. Smith', captions: 1, raterCode: null },
      { name: 'TIM', captions: 1, raterCode: null },
    ])
    expect(said).toEqual([
      ['unknown', 'hallo'],
      ['unknown', 'how?'],
      ['unknown', 'so'],
    ])
    expect(raters).toEqual(['unknown'])
  })

  it('are raters when somebody says so, by the code that is given', async () => {
    const test = withCaptions({ 'captions/interview-1.vtt': vtt('<v Anna>hallo', '<v AB>typed') })
    const { said } = await importAll(test, [
      { name: 'Anna', raterCode: 'AK' },
      { name: 'AB', raterCode: null },
    ])
    expect(said).toEqual([
      ['AK', 'hallo'],
      ['unknown', 'typed'],
    ])
  })

  it('are raters when they look like codes, or are known', async () => {
    const test = withCaptions({
      'session.json': '{ "formatVersion": 1, "rater": "Berta" }',
      'captions/interview-1.K2.vtt': vtt('<v AB>one', '<v rater-3>two', '<v Anna>three', '<v Berta>four'),
    })
    const { plan, said } = await importAll(test)
    expect(plan.names.map(({ name, raterCode }) => [name, raterCode])).toEqual([
      ['K2', 'K2'],
      ['AB', 'AB'],
      ['rater-3', 'rater-3'],
      ['Anna', null],
      ['Berta', 'Berta'],
    ])
    expect(said).toEqual([
      ['AB', 'one'],
      ['rater-3', 'two'],
      ['K2', 'three'],
      ['Berta', 'four'],
    ])
  })

  it.each(['en', 'de', 'pt-BR', 'zh-Hans', 'en_US', 'EN'])(
    'have no rater in the language %s',
    async (language) => {
      const test = withCaptions({ [`captions/interview-1.${language}.vtt`]: vtt('hello') })
      const { plan, said, raters } = await importAll(test)
      expect(plan.names).toEqual([])
      expect(said).toEqual([['unknown', 'hello']])
      expect(raters).toEqual(['unknown'])
      expect(plan.notes).toMatchObject([{ code: 'language' }])
    },
  )

  it('take one language of a video, and say how both can be taken', async () => {
    const test = withCaptions({
      'captions/interview-1.de.vtt': vtt('<v Anna>hallo'),
      'captions/interview-1.en.vtt': vtt('hello'),
      'captions/interview-1.srt': '1',
    })
    const { plan, result, said } = await importAll(test)
    expect(said).toEqual([['unknown', 'hallo']])
    expect(result.refusals).toMatchObject([
      {
        file: `${visit}/captions/interview-1.en.vtt`,
        message: expect.stringContaining('interview-1.mp4.AB.en.vtt') as string,
      },
    ])
    expect(plan.notes.map(({ file }) => file)).toContain(`${visit}/captions/interview-1.srt`)
    const both = withCaptions({
      'captions/interview-1.AB.de.vtt': vtt('hallo'),
      'captions/interview-1.mp4.CD.en.vtt': vtt('hello'),
    })
    expect((await importAll(both)).said.sort()).toEqual([
      ['AB', 'hallo'],
      ['CD', 'hello'],
    ])
  })
})
