import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { CutEdit } from '#shared/domain/cut.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

// Every made-up video has 10 s.

const visit = 'P001/2024-05-03_baseline'
const files = {
  [`${visit}/a.mp4`]: 'one',
  [`${visit}/captions.csv`]: 'file,rater,caption\na.mp4,AB,Smiles\n',
  [`${visit}/captions/a.CD.vtt`]:
    'WEBVTT\n\n00:01.000 --> 00:02.000\nNods\n\n00:04.000 --> 00:06.000\nYawns\n',
}
const counts = (changes: object) => ({ new: 0, known: 0, changed: 0, refused: 0, ...changes })

async function importFolder({ study }: ReturnType<typeof aStudy>, folder: string) {
  const { planId } = await study.imports.preview([folder], aControl())
  return study.imports.run(planId, { copyVideos: false }, aControl())
}

/** Imported, cut into three, the middle excluded. */
async function aCutVideo() {
  const test = aStudy()
  writeFiles(test.inbox, files)
  await importFolder(test, test.inbox)
  const { study, inbox } = test
  const videoId = study.library.clips()[0]?.videoId ?? 0
  const edit = (step: CutEdit) => study.cuts.edit(videoId, step)
  const spans = [
    { startMs: 0, endMs: 3000 },
    { startMs: 3000, endMs: 5000 },
    { startMs: 5000, endMs: 10_000 },
  ]
  const { clips } = edit({ kind: 'replace', spans, origin: 'speech' })
  const [first = 0, middle = 0, last = 0] = clips.map(({ id }) => id)
  edit({ kind: 'exclude', clipIds: [middle], excluded: true })
  const texts = () =>
    study.library.clips().map(({ id }) => study.captions.list(id).map(({ startMs, text }) => [startMs, text]))
  const write = (name: string, csv: string) => {
    writeFiles(inbox, { [`${visit}/${name}`]: csv })
  }
  return { ...test, first, middle, last, edit, texts, write, again: () => importFolder(test, inbox) }
}

describe('importing a video again that was cut', () => {
  it('changes nothing: no clip comes back, none is doubled, and its captions are known', async () => {
    const { study, texts, again } = await aCutVideo()
    const before = [study.library.clips(), texts()]
    expect(texts()).toEqual([[[1000, 'Nods']], [[4000, 'Yawns']], [[5000, 'Yawns']]])
    const result = await again()
    expect(result).toMatchObject({
      videos: counts({ known: 1 }),
      captions: counts({ known: 3 }),
      refusals: [],
    })
    expect([study.library.clips(), texts()]).toEqual(before)
  })

  it('does not write again what was emptied since', async () => {
    const { study, first, again } = await aCutVideo()
    const [caption] = study.captions.list(first)
    if (caption === undefined) throw new Error('the clip has a caption')
    study.captions.save({ ...caption, text: '' })
    expect(await again()).toMatchObject({ captions: counts({ known: 2, refused: 1 }) })
    expect(study.captions.list(first)[0]?.text).toBe('')
  })

  it('puts a new caption into the clip that it lies in, the excluded one too', async () => {
    const { write, again, texts } = await aCutVideo()
    write('captions.csv', 'file,rater,caption,start_ms,end_ms\na.mp4,AB,Blinks,3100,3900\n')
    expect(await again()).toMatchObject({ captions: counts({ new: 1, known: 2 }) })
    expect(texts()[1]).toEqual([
      [3100, 'Blinks'],
      [4000, 'Yawns'],
    ])
  })

  it('refuses what lies in no clip, or is about all of them, and says what to do', async () => {
    const { write, again } = await aCutVideo()
    write(
      'captions.csv',
      'file,rater,caption,start_ms,end_ms\na.mp4,AB,Frowns,,\na.mp4,AB,Blinks,2500,3500\n',
    )
    const { captions, refusals } = await again()
    expect(captions).toEqual(counts({ known: 2, refused: 2 }))
    expect(refusals.map(({ message }) => message)).toEqual([
      'captions.csv, line 2: a.mp4 was cut into 3 clips: say by clip_start_ms and clip_end_ms which of them is meant.',
      'captions.csv, line 3: The caption (00:02.500 to 00:03.500) lies in none of them: a.mp4 was cut into 3 clips.',
    ])
  })

  it('gives a new video its number after the cut ones', async () => {
    const { study, inbox, again } = await aCutVideo()
    writeFiles(inbox, { [`${visit}/b.mp4`]: 'two' })
    await again()
    expect(study.library.clips().map(({ fileName, ordinal }) => [fileName, ordinal])).toEqual([
      ['a.mp4', 1],
      ['a.mp4', 2],
      ['a.mp4', 3],
      ['b.mp4', 4],
    ])
  })
})

describe('captions of a cut video that were exported', () => {
  it('are known to their study, and in another one lie where they lay', async () => {
    const test = await aCutVideo()
    const { study, inbox, last } = test
    const rater = study.raters.ensure('EF')
    study.captions.save({ clipId: last, raterId: rater.id, text: 'Laughs', startMs: null, endMs: null })
    const exported = join(inbox, '..', 'exported')
    await study.exports.run(exported, aControl())
    // The caption of the excluded clip is not exported.
    expect(await importFolder(test, exported)).toMatchObject({ captions: counts({ known: 3 }), refusals: [] })
    const other = aStudy()
    writeFiles(other.inbox, { [`${visit}/a.mp4`]: 'one' })
    await importFolder(other, other.inbox)
    expect(await importFolder(other, exported)).toMatchObject({ captions: counts({ new: 3 }), refusals: [] })
    const [whole] = other.study.library.clips()
    expect(
      other.study.captions.list(whole?.id ?? 0).map(({ startMs, endMs, text }) => [startMs, endMs, text]),
    ).toEqual([
      [1000, 2000, 'Nods'],
      [5000, 6000, 'Yawns'],
      [5000, 10_000, 'Laughs'],
    ])
  })
})
