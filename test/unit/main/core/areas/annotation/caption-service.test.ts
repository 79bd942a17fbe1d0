import { describe, expect, it } from 'vitest'
import { openStudy } from '#core/study.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

async function withClip() {
  const test = aStudy()
  writeFiles(test.inbox, { 'P001/baseline/a.mp4': 'one' })
  const { planId } = await test.study.imports.preview([test.inbox], aControl())
  await test.study.imports.run(planId, { copyVideos: false }, aControl())
  const clipId = test.study.library.clips()[0]?.id ?? 0
  const raterId = test.study.raters.ensure('AB').id
  return { ...test, captions: test.study.captions, whole: { clipId, raterId, startMs: null, endMs: null } }
}

describe('saving a caption', () => {
  it('keeps every earlier text, newest first', async () => {
    const { captions, whole } = await withClip()
    for (const text of ['Smiles', 'Smiles briefly', '']) captions.save({ ...whole, text })
    const [caption] = captions.list(whole.clipId)
    expect(caption).toMatchObject({
      text: '',
      revision: 3,
      origin: 'typed',
      synthetic: false,
      raterCode: 'AB',
    })
    expect(captions.history(caption?.id ?? 0).map(({ revision, text }) => [revision, text])).toEqual([
      [3, ''],
      [2, 'Smiles briefly'],
      [1, 'Smiles'],
    ])
  })

  it('makes no revision of the same text and tells nobody', async () => {
    const { captions, whole, study } = await withClip()
    const first = captions.save({ ...whole, text: 'Smiles' })
    let announced = 0
    study.onChange(() => (announced += 1))
    expect(captions.save({ ...whole, text: 'Smiles' })).toEqual(first)
    expect(announced).toBe(0)
    captions.save({ ...whole, text: 'Frowns' })
    expect(announced).toBe(1)
  })

  it('keeps raters and spans apart', async () => {
    const { captions, whole, study } = await withClip()
    const other = study.raters.ensure('CD').id
    captions.save({ ...whole, text: 'whole' })
    captions.save({ ...whole, raterId: other, text: 'whole, by CD' })
    captions.save({ ...whole, startMs: 2000, endMs: 3000, text: 'later' })
    captions.save({ ...whole, startMs: 0, endMs: 1000, text: 'first second' })
    expect(captions.list(whole.clipId).map(({ text }) => text)).toEqual([
      'whole',
      'whole, by CD',
      'first second',
      'later',
    ])
  })

  it('is seen at once by another program that opens the file', async () => {
    const { captions, whole, study, environment } = await withClip()
    captions.save({ ...whole, text: 'Smiles' })
    const reader = openStudy(study.folder, environment, { readonly: true })
    expect(reader.captions.list(whole.clipId).map(({ text }) => text)).toEqual(['Smiles'])
    expect(() => reader.captions.save({ ...whole, text: 'x' })).toThrow(
      expect.objectContaining({ code: 'study-readonly' }),
    )
    reader.close()
  })

  it.each([
    ['a clip that is not there', { clipId: 999 }, 'not-found'],
    ['a rater who is not there', { raterId: 999 }, 'not-found'],
    ['a span that runs backwards', { startMs: 2, endMs: 1 }, 'out-of-range'],
    ['a span beyond the clip', { startMs: 0, endMs: 10_101 }, 'out-of-range'],
  ])('refuses %s', async (_, change, code) => {
    const { captions, whole } = await withClip()
    const save = () => captions.save({ ...whole, text: 'Smiles', ...change })
    expect(save).toThrow(expect.objectContaining({ code }))
    expect(captions.list(whole.clipId)).toEqual([])
  })
})
