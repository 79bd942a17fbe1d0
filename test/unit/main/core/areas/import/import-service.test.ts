import {
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { ImportPlan, ImportRefusal } from '#shared/domain/import-plan.ts'
import { openStudy } from '#core/study.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import type { TestStudy } from '../../../../../helpers/a-study.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const visit = 'P001/2024-05-03_baseline'

/** Two patients, three visits, every kind of text file. */
const wholeStudy = {
  [`${visit}/clip-2.mp4`]: 'two',
  [`${visit}/clip-10.mp4`]: 'ten',
  [`${visit}/session.json`]: '{ "formatVersion": 1, "rater": "AB" }',
  [`${visit}/captions.csv`]: 'file,caption\nclip-2.mp4,"Looks away, no smile"\n',
  [`${visit}/captions/clip-10.CD.vtt`]: 'WEBVTT\n\n00:01.000 --> 00:02.500\nFrowns\n',
  [`${visit}/scores.csv`]: 'PANSS_N1,cains10\n4,2\n',
  [`${visit}/notes.txt`]: 'nothing for us',
  [`${visit}/.DS_Store`]: 'x',
  'P001/2024-08-02_followup/clip.webm': 'three',
  'P002/V1/clip.mov': 'four',
  'scores.csv': 'participant_id,visit,rater,bnss9\nP001,followup,CD,3\nP002,v01,CD,not-assessed\n',
}

async function preview({ study, inbox }: TestStudy, folder = ''): Promise<ImportPlan> {
  return study.imports.preview([join(inbox, folder)], aControl())
}

async function importAll(test: TestStudy, options: { folder?: string; copyVideos?: boolean } = {}) {
  const { folder = '', copyVideos = false } = options
  const { planId } = await preview(test, folder)
  return test.study.imports.run(planId, { copyVideos }, aControl())
}

function withFiles(files: Readonly<Record<string, string | Uint8Array>>): TestStudy {
  const test = aStudy()
  writeFiles(test.inbox, files)
  return test
}

function messages(refusals: readonly ImportRefusal[]): string[] {
  return refusals.map(({ message }) => message)
}

const counts = (changes: Partial<Record<'new' | 'known' | 'changed' | 'refused', number>>) => ({
  new: 0,
  known: 0,
  changed: 0,
  refused: 0,
  ...changes,
})

describe('the preview', () => {
  it('tells what is new in a whole study of folders', async () => {
    const plan = await preview(withFiles(wholeStudy))
    expect(plan.refusals).toEqual([])
    expect(plan).toMatchObject({
      videos: counts({ new: 4 }),
      captions: counts({ new: 2 }),
      scores: counts({ new: 4 }),
      bytes: 'twotenthreefour'.length,
    })
    expect(
      plan.sessions.map((session) => [
        session.patientCode,
        session.visitLabel,
        session.visitDate,
        session.state,
      ]),
    ).toEqual([
      ['P001', 'baseline', '2024-05-03', 'new'],
      ['P001', 'followup', '2024-08-02', 'new'],
      ['P002', 'V1', null, 'new'],
    ])
  })

  it('writes nothing: not a row, not a byte', async () => {
    const test = withFiles(wholeStudy)
    const file = join(test.study.folder, 'study.sqlite')
    const before = { bytes: readFileSync(file), names: readdirSync(test.study.folder) }
    await preview(test)
    expect(test.study.library.sessions()).toEqual([])
    expect(test.study.raters.list()).toEqual([])
    expect(readFileSync(file).equals(before.bytes)).toBe(true)
    expect(readdirSync(test.study.folder)).toEqual(before.names)
  })

  it('takes a patient folder and a single session folder as well', async () => {
    const test = withFiles(wholeStudy)
    const patient = await preview(test, 'P001')
    const session = await preview(test, visit)
    expect(patient.sessions.map(({ patientCode, visitLabel }) => [patientCode, visitLabel])).toEqual([
      ['P001', 'baseline'],
      ['P001', 'followup'],
    ])
    expect(session.sessions).toMatchObject([{ patientCode: 'P001', visitLabel: 'baseline', state: 'new' }])
  })

  it('tells how far it is, up to the last file', async () => {
    const test = withFiles(wholeStudy)
    const control = aControl()
    await test.study.imports.preview([test.inbox], control)
    expect(control.steps.at(0)).toEqual({ done: 0, total: 4 })
    expect(control.steps.at(-1)).toEqual({ done: 4, total: 4 })
    const done = control.steps.map((step) => step.done)
    expect(Math.max(...done)).toBe(4)
  })

  it('stops when it is cancelled', async () => {
    const test = withFiles(wholeStudy)
    const abort = new AbortController()
    abort.abort()
    const attempt = test.study.imports.preview([test.inbox], aControl(abort.signal))
    await expect(attempt).rejects.toMatchObject({ code: 'cancelled' })
  })

  it.each([
    ['a folder that is not there', 'gone', 'not-found'],
    ['a file', 'lonely.mp4', 'bad-request'],
    ['a folder without anything to import', 'empty', 'nothing-to-do'],
  ])('refuses %s in one sentence', async (_, folder, code) => {
    const test = withFiles({ 'lonely.mp4': 'x', 'empty/readme.txt': 'hello' })
    await expect(preview(test, folder)).rejects.toMatchObject({ code })
  })
})

describe('an import', () => {
  it('brings videos, captions and scores where they belong', async () => {
    const test = withFiles(wholeStudy)
    const result = await importAll(test)
    expect(result).toEqual({
      videos: counts({ new: 4 }),
      captions: counts({ new: 2 }),
      scores: counts({ new: 4 }),
      refusals: [],
      notes: [],
    })
    const { study } = test
    const clips = study.library.clips()
    expect(clips.map((clip) => [clip.patientCode, clip.visitLabel, clip.fileName, clip.ordinal])).toEqual([
      ['P001', 'baseline', 'clip-2.mp4', 1],
      ['P001', 'baseline', 'clip-10.mp4', 2],
      ['P001', 'followup', 'clip.webm', 1],
      ['P002', 'V1', 'clip.mov', 1],
    ])
    expect(clips.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(clips.map(() => [0, 10_000]))
    expect(study.captions.list(clips[0]?.id ?? 0)).toMatchObject([
      { raterCode: 'AB', text: 'Looks away, no smile', startMs: null, origin: 'imported', revision: 1 },
    ])
    expect(study.captions.list(clips[1]?.id ?? 0)).toMatchObject([
      { raterCode: 'CD', text: 'Frowns', startMs: 1000, endMs: 2500 },
    ])
    const scores = study.library.sessions().map(({ id }) => study.scores.list(id))
    expect(
      scores.map((list) => list.map((score) => [score.itemId, score.value, score.missingReason])),
    ).toEqual([
      [
        ['c10', 2, null],
        ['n1', 4, null],
      ],
      [['b9', 3, null]],
      [['b9', null, 'not-assessed']],
    ])
  })

  it('changes nothing the second time', async () => {
    const test = withFiles(wholeStudy)
    await importAll(test)
    const before = test.study.library.clips()
    const again = await importAll(test)
    expect(again).toEqual({
      videos: counts({ known: 4 }),
      captions: counts({ known: 2 }),
      scores: counts({ known: 4 }),
      refusals: [],
      notes: [],
    })
    expect(test.study.library.clips()).toEqual(before)
    const plan = await preview(test)
    expect(plan.sessions.map(({ state }) => state)).toEqual(['known', 'known', 'known'])
  })

  it('does not probe a video again that it knows', async () => {
    const media = fakeMedia()
    const test = aStudy({ media })
    writeFiles(test.inbox, wholeStudy)
    await importAll(test)
    await importAll(test)
    expect([...media.probed].sort()).toEqual(['clip-10.mp4', 'clip-2.mp4', 'clip.mov', 'clip.webm'])
  })

  it('knows a video by its content when its name and folder changed', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'same' })
    await importAll(test)
    renameSync(join(test.inbox, visit, 'a.mp4'), join(test.inbox, visit, 'b.mp4'))
    const result = await importAll(test)
    expect(result.videos).toEqual(counts({ known: 1 }))
    const [clip] = test.study.library.clips()
    expect(test.study.library.videoFile(clip?.videoId ?? 0)).toBe(join(test.inbox, visit, 'b.mp4'))
  })

  it('takes a file of the same name with other content as a further clip', async () => {
    const test = withFiles({
      [`${visit}/a.mp4`]: 'one',
      [`${visit}/captions.csv`]: 'file,caption\na.mp4,Smiles\n',
    })
    await importAll(test)
    writeFiles(test.inbox, { [`${visit}/a.mp4`]: 'another' })
    const plan = await preview(test)
    expect(plan.sessions[0]?.videos).toMatchObject([
      { state: 'changed', message: expect.stringContaining('earlier one stays with its captions') as string },
    ])
    await importAll(test)
    const clips = test.study.library.clips()
    expect(clips.map(({ ordinal }) => ordinal)).toEqual([1, 2])
    expect(clips.map(({ id }) => test.study.captions.list(id).length)).toEqual([1, 1])
    const again = await importAll(test)
    expect(again).toMatchObject({ videos: counts({ known: 1 }), captions: counts({ known: 1 }) })
  })

  it('adds what is new to a session that it knows', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    await importAll(test)
    writeFiles(test.inbox, { [`${visit}/b.mp4`]: 'two' })
    const plan = await preview(test)
    expect(plan.sessions).toMatchObject([{ state: 'changed' }])
    expect(plan.videos).toEqual(counts({ new: 1, known: 1 }))
  })

  it('announces what changed once it is there', async () => {
    const test = withFiles(wholeStudy)
    const announced: unknown[] = []
    test.study.onChange(({ areas }) => announced.push([...areas].sort(), test.study.library.clips().length))
    await importAll(test)
    // The rater of the first visit is in the study with that visit; the rest is told as one.
    expect(announced).toEqual([['raters'], 2, ['captions', 'library', 'raters', 'scores'], 4])
  })

  it('marks what is made up, in the session and in each caption and score', async () => {
    const test = withFiles({
      [`${visit}/a.mp4`]: 'one',
      [`${visit}/session.json`]: '{ "formatVersion": 1, "synthetic": true }',
      [`${visit}/captions.csv`]: 'file,caption\na.mp4,Smiles\n',
      [`${visit}/scores.csv`]: 'panss_n1\n3\n',
    })
    await importAll(test)
    const { study } = test
    const [clip] = study.library.clips()
    expect(clip?.synthetic).toBe(true)
    expect(study.library.summary().synthetic).toBe(true)
    expect(study.captions.list(clip?.id ?? 0)[0]?.synthetic).toBe(true)
    expect(study.scores.list(clip?.sessionId ?? 0)[0]?.synthetic).toBe(true)
  })

  it('takes scores for sessions that the study has, without their videos', async () => {
    const test = withFiles(wholeStudy)
    await importAll(test)
    writeFiles(test.inbox, {
      'later/scores.csv': 'participant_id,rater,PANSS_N3_baseline,followup_panss_n3\np001,AB,5,6\n',
    })
    const result = await importAll(test, { folder: 'later' })
    expect(result).toMatchObject({ scores: counts({ new: 2 }), refusals: [] })
    const n3 = test.study.scores.ofScale('panss-negative').filter(({ itemId }) => itemId === 'n3')
    expect(n3.map(({ value }) => value)).toEqual([5, 6])
  })
})

describe('what was written in the program', () => {
  const files = {
    [`${visit}/a.mp4`]: 'one',
    [`${visit}/captions.csv`]: 'file,rater,caption\na.mp4,AB,Smiles\n',
    [`${visit}/scores.csv`]: 'rater,panss_n1,panss_n3\nAB,4,4\n',
  }

  async function imported() {
    const test = withFiles(files)
    await importAll(test)
    const [clip] = test.study.library.clips()
    const rater = test.study.raters.ensure('AB')
    if (clip === undefined) throw new Error('The clip was imported.')
    return { ...test, clip, rater }
  }

  it('stays when an import says otherwise, and the import says so', async () => {
    const test = await imported()
    const { study, clip, rater } = test
    study.captions.save({
      clipId: clip.id,
      raterId: rater.id,
      text: 'Smiles briefly',
      startMs: null,
      endMs: null,
    })
    const key = { sessionId: clip.sessionId, raterId: rater.id, scaleId: 'panss-negative' }
    study.scores.save({ ...key, itemId: 'n1', value: 5, missingReason: null })
    study.scores.save({ ...key, itemId: 'n3', value: null, missingReason: null })
    const result = await importAll(test)
    expect(result.captions).toEqual(counts({ refused: 1 }))
    expect(result.scores).toEqual(counts({ refused: 2 }))
    expect(messages(result.refusals)).toEqual([
      'captions.csv, line 2: The caption of a.mp4 by AB was written in the program and differs; it was left as it is.',
      'scores.csv, line 2: panss_n1: AB rated 5 in the program, the file says 4; it was left as it is.',
      'scores.csv, line 2: panss_n3: the score of AB was cleared in the program; it was left so.',
    ])
    expect(study.captions.list(clip.id)[0]?.text).toBe('Smiles briefly')
    expect(study.scores.list(clip.sessionId).map(({ value }) => value)).toEqual([5])
  })

  it('is known when the file says the same', async () => {
    const test = await imported()
    const { study, clip, rater } = test
    const key = { clipId: clip.id, raterId: rater.id, startMs: null, endMs: null }
    study.captions.save({ ...key, text: 'Smiles twice' })
    study.captions.save({ ...key, text: 'Smiles' })
    expect(await importAll(test)).toMatchObject({ captions: counts({ known: 1 }), refusals: [] })
  })

  it('is unlike what an earlier import brought, which a changed file replaces, with its history', async () => {
    const test = await imported()
    const { study, clip } = test
    writeFiles(test.inbox, {
      [`${visit}/captions.csv`]: 'file,rater,caption\na.mp4,AB,Smiles broadly\n',
      [`${visit}/scores.csv`]: 'rater,panss_n1,panss_n3\nAB,4,2\n',
    })
    const result = await importAll(test)
    expect(result).toMatchObject({
      captions: counts({ changed: 1 }),
      scores: counts({ changed: 1, known: 1 }),
    })
    const [caption] = study.captions.list(clip.id)
    expect(study.captions.history(caption?.id ?? 0).map(({ text }) => text)).toEqual([
      'Smiles broadly',
      'Smiles',
    ])
    expect(study.scores.list(clip.sessionId).map(({ value }) => value)).toEqual([4, 2])
  })
})

describe('an import that is cut off', () => {
  it('leaves whole sessions or nothing when it is cancelled', async () => {
    const test = withFiles(wholeStudy)
    const { planId } = await preview(test)
    const abort = new AbortController()
    const control = aControl(abort.signal)
    const cancelling = {
      ...control,
      progress: (done: number) => {
        if (done > 0) abort.abort()
      },
    }
    const run = test.study.imports.run(planId, { copyVideos: false }, cancelling)
    await expect(run).rejects.toMatchObject({
      code: 'cancelled',
      message: expect.stringContaining('1 of 3 sessions are saved') as string,
    })
    expect(test.study.library.clips().map(({ visitLabel }) => visitLabel)).toEqual(['baseline', 'baseline'])
    expect(test.study.library.sessions()).toHaveLength(1)
    expect((await importAll(test)).videos).toEqual(counts({ new: 2, known: 2 }))
  })

  it('leaves nothing of a session in which something breaks', async () => {
    const test = withFiles({
      'P001/baseline/a.mp4': 'one',
      'P002/baseline/b.mp4': 'two',
      'P002/baseline/scores.csv': 'panss_n1\n3\n',
    })
    const { planId } = await preview(test)
    const study = breakScoresOf(test)
    const run = study.imports.run(planId, { copyVideos: true }, aControl())
    await expect(run).rejects.toThrow()
    expect(study.library.clips().map(({ patientCode }) => patientCode)).toEqual(['P001'])
    expect(study.library.summary().patients).toBe(1)
    expect(
      readdirSync(join(study.folder, 'videos'), { recursive: true }).filter((name) =>
        String(name).endsWith('b.mp4'),
      ),
    ).toEqual([])
  })

  /** Another connection forbids scores, as a broken disk would. */
  function breakScoresOf(test: TestStudy) {
    const { study } = test
    const scale = study.scales.list()[0]
    expect(scale).toBeDefined()
    forbidScores(join(study.folder, 'study.sqlite'))
    return study
  }
})

function forbidScores(file: string): void {
  const db = new BetterSqlite(file)
  db.exec("CREATE TRIGGER broken BEFORE INSERT ON scores BEGIN SELECT raise(ABORT, 'broken'); END")
  db.close()
}

describe('copies', () => {
  it('lie in the study, whole, and serve when the originals are gone', async () => {
    const test = withFiles(wholeStudy)
    await importAll(test, { copyVideos: true })
    rmSync(test.inbox, { recursive: true })
    const { library, folder } = test.study
    const files = library.clips().map(({ videoId }) => library.videoFile(videoId))
    expect(files.map((file) => readFileSync(file ?? '', 'utf8'))).toEqual(['two', 'ten', 'three', 'four'])
    expect(files[0]).toBe(join(folder, 'videos', 'P001', 'baseline', 'clip-2.mp4'))
  })

  it('of two files with one name both stay', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    await importAll(test, { copyVideos: true })
    writeFiles(test.inbox, { [`${visit}/a.mp4`]: 'another' })
    await importAll(test, { copyVideos: true })
    const { library } = test.study
    const texts = library.clips().map(({ videoId }) => readFileSync(library.videoFile(videoId) ?? '', 'utf8'))
    expect(texts).toEqual(['one', 'another'])
  })

  it('of an import that was killed are used or cleared away', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    writeFiles(join(test.study.folder, 'videos', 'P001', 'baseline'), {
      'a.mp4': 'one',
      'x.mp4.123.part': 'o',
    })
    await importAll(test, { copyVideos: true })
    expect(readdirSync(join(test.study.folder, 'videos', 'P001', 'baseline'))).toEqual(['a.mp4'])
    expect(test.study.library.clips()).toHaveLength(1)
  })

  it('are not made of a file that changed since the preview, nor is it imported', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one', [`${visit}/b.mp4`]: 'two' })
    const { planId } = await preview(test)
    writeFiles(test.inbox, { [`${visit}/a.mp4`]: 'other content' })
    const result = await test.study.imports.run(planId, { copyVideos: true }, aControl())
    expect(result.videos).toEqual(counts({ new: 1, refused: 1 }))
    expect(messages(result.refusals)).toEqual(['a.mp4 was changed since the preview. Preview again.'])
  })
})

describe('a video that is not what it was at the preview', () => {
  it.each([
    ['was changed', 'two', 'a.mp4 was changed since the preview. Preview again.'],
    ['is gone', null, 'a.mp4 is not there any more.'],
  ])('because it %s, is refused by the import, which takes the rest', async (_, content, message) => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one', [`${visit}/b.mp4`]: 'other' })
    const { planId } = await preview(test)
    const file = join(test.inbox, visit, 'a.mp4')
    if (content === null) rmSync(file)
    else {
      writeFileSync(file, content)
      utimesSync(file, new Date(), new Date(Date.now() + 5000))
    }
    const result = await test.study.imports.run(planId, { copyVideos: false }, aControl())
    expect(messages(result.refusals)).toEqual([message])
    expect(test.study.library.clips().map(({ fileName }) => fileName)).toEqual(['b.mp4'])
  })
})

describe('where videos lie', () => {
  it('is kept relative to the study, so that both can move together', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    await importAll(test)
    test.study.close()
    const root = join(test.inbox, '..')
    const moved = `${root}-moved`
    renameSync(root, moved)
    const study = openStudy(join(moved, 'study'), test.environment)
    try {
      const [clip] = study.library.clips()
      expect(study.library.videoFile(clip?.videoId ?? 0)).toBe(join(moved, 'inbox', visit, 'a.mp4'))
    } finally {
      study.close()
      renameSync(moved, root)
    }
  })
})

describe('folders that are not what they seem', () => {
  it('skips the copies that a study keeps when the study lies among the folders', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    await importAll(test, { copyVideos: true })
    const plan = await test.study.imports.preview([join(test.inbox, '..')], aControl())
    expect(plan.videos).toEqual(counts({ known: 1 }))
    expect(plan.refusals).toEqual([])
  })

  it('does not walk in circles', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    symlinkSync(test.inbox, join(test.inbox, visit, 'back'))
    const plan = await preview(test)
    expect(plan.videos).toEqual(counts({ new: 1 }))
    expect(messages(plan.refusals)).toEqual([
      'back is a link that leads back to a folder that was read already; it was not followed.',
    ])
  })

  it('reads a folder once that was chosen twice', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    const plan = await test.study.imports.preview([test.inbox, join(test.inbox, 'P001')], aControl())
    expect(plan.videos).toEqual(counts({ new: 1 }))
    expect(plan.refusals).toEqual([])
  })
})

describe('a new preview', () => {
  it('reads a file again that was changed in place', async () => {
    const test = withFiles({ [`${visit}/a.mp4`]: 'one' })
    await importAll(test)
    const file = join(test.inbox, visit, 'a.mp4')
    writeFileSync(file, 'two')
    utimesSync(file, new Date(), new Date(Date.now() + 5000))
    expect((await preview(test)).videos).toEqual(counts({ changed: 1 }))
    expect(existsSync(file)).toBe(true)
  })
})
