import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { ClipRow } from '#shared/domain/clip.ts'
import { aControl, aStudy } from '../../../../../helpers/a-study.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const files = {
  'P001/2024-05-03_baseline/a.mp4': 'one',
  'P001/2024-05-03_baseline/b.mp4': 'two',
  'P001/2024-05-03_baseline/session.json': '{ "formatVersion": 1, "rater": "AB" }',
  'P001/2024-05-03_baseline/captions.csv': 'file,caption\na.mp4,Smiles\nb.mp4,Frowns\n',
  'P001/2024-05-03_baseline/scores.csv': 'PANSS_N1,cains10\n4,2\n',
  'P002/week 4/c.mp4': 'three',
}

/** Two patients who were imported by AB, and all that a study shows of them. */
async function imported({ copyVideos = false } = {}) {
  const { study, inbox } = aStudy()
  writeFiles(inbox, files)
  const importAll = async () => {
    const { planId } = await study.imports.preview([inbox], aControl())
    return study.imports.run(planId, { copyVideos, by: 'AB' }, aControl())
  }
  await importAll()
  const clips = (): readonly ClipRow[] => study.library.clips()
  const held = () => ({
    visits: study.library
      .sessions()
      .map(({ patientCode, visitLabel, visitDate }) => [patientCode, visitLabel, visitDate]),
    clips: clips().map(({ fileName, patientCode, ordinal }) => [fileName, patientCode, ordinal]),
    captions: clips().flatMap(({ id }) =>
      study.captions.list(id).map(({ text, raterCode }) => [text, raterCode]),
    ),
    scores: study.library
      .sessions()
      .flatMap(({ id }) => study.scores.list(id).map(({ itemId, value }) => [itemId, value])),
  })
  const clipOf = (name: string): ClipRow =>
    clips().find(({ fileName }) => fileName === name) ?? expect.fail(name)
  const patients = (): unknown => {
    const db = new BetterSqlite(join(study.folder, 'study.sqlite'), { readonly: true })
    try {
      return db.prepare('SELECT code FROM patients ORDER BY code').pluck().all()
    } finally {
      db.close()
    }
  }
  return { study, inbox, importAll, held, clipOf, patients }
}

const empty = { visits: [], clips: [], captions: [], scores: [] }
const label = 'import of folder inbox: 2 patients, 2 visits, 3 videos, 2 captions and 2 scores'

describe('an import', () => {
  it('is one step of the list with all that it made, and is done again as it was', async () => {
    const { study, held, patients } = await imported()
    const before = held()
    expect(before.clips).toHaveLength(3)
    expect(study.journal.undoable('AB').undo?.label).toBe(label)
    expect(study.journal.undo('AB')?.label).toBe(label)
    expect([held(), patients()]).toEqual([empty, []])
    expect(study.journal.undoable('AB')).toMatchObject({ undo: null, redo: { label } })
    expect(study.journal.verify().problems).toEqual([])
    expect(study.journal.redo('AB')?.label).toBe(label)
    expect([held(), patients()]).toEqual([before, ['P001', 'P002']])
    expect(study.journal.verify().problems).toEqual([])
    study.journal.undo('AB')
    expect([held(), patients()]).toEqual([empty, []])
    expect(study.journal.verify().problems).toEqual([])
  })

  it('keeps copies of videos in their place, so that it can be done again', async () => {
    const { study, held } = await imported({ copyVideos: true })
    const before = held()
    const copies = () => readdirSync(join(study.folder, 'videos'), { recursive: true }).length
    const there = copies()
    study.journal.undo('AB')
    expect(copies()).toBe(there)
    study.journal.redo('AB')
    expect(held()).toEqual(before)
    expect(existsSync(join(study.folder, 'videos'))).toBe(true)
  })

  it('can be made anew after it was taken back, with the same history', async () => {
    const { study, held, importAll } = await imported()
    const before = held()
    study.journal.undo('AB')
    await importAll()
    expect(held()).toEqual(before)
    expect(study.journal.verify().problems).toEqual([])
    expect(study.journal.undo('AB')?.label).toBe(label)
    expect(held()).toEqual(empty)
  })

  it('takes away only what it made: what was there before, and files that were known, stay', async () => {
    const { study, inbox, importAll, held, clipOf } = await imported()
    const before = held()
    writeFiles(inbox, {
      'P002/week 4/d.mp4': 'four',
      'P003/baseline/e.mp4': 'five',
    })
    await importAll()
    expect(held().clips).toHaveLength(5)
    const raterId = study.raters.ensure('AB').id
    study.captions.save({ clipId: clipOf('c.mp4').id, raterId, text: 'Nods', startMs: null, endMs: null })
    study.journal.undo('AB')
    expect(study.journal.undo('AB')?.label).toBe('import of folder inbox: 2 patients, 2 visits and 2 videos')
    expect(held()).toEqual(before)
    expect(study.journal.verify().problems).toEqual([])
  })

  it.each([
    [
      'a caption that was written since',
      'The video c.mp4 of P002 week 4 stays, as it has 1 caption or annotation by now',
      ({ study, clipOf }: Awaited<ReturnType<typeof imported>>) => {
        const raterId = study.raters.ensure('CD').id
        study.captions.save({ clipId: clipOf('c.mp4').id, raterId, text: 'Nods', startMs: null, endMs: null })
      },
    ],
    [
      'an imported caption that was changed',
      'The caption of P001 baseline clip 1 was changed since, by CD',
      ({ study, clipOf }: Awaited<ReturnType<typeof imported>>) => {
        const raterId = study.raters.ensure('AB').id
        const place = { clipId: clipOf('a.mp4').id, raterId, startMs: null, endMs: null }
        study.captions.save({ ...place, text: 'Smiles broadly' }, undefined, 'CD')
      },
    ],
    [
      'a score that was given since',
      'The visit P002 week 4 stays, as it has 1 score by now',
      ({ study, clipOf }: Awaited<ReturnType<typeof imported>>) => {
        const raterId = study.raters.ensure('CD').id
        const { sessionId } = clipOf('c.mp4')
        const score = { scaleId: 'panss-negative', itemId: 'n1', value: 3, missingReason: null }
        study.scores.save({ sessionId, raterId, ...score })
      },
    ],
    [
      'a video that was cut',
      'The video b.mp4 of P001 baseline stays, as it has clips that were cut by hand',
      ({ study, clipOf }: Awaited<ReturnType<typeof imported>>) => {
        const { id, videoId } = clipOf('b.mp4')
        study.cuts.edit(videoId, { kind: 'exclude', clipIds: [id], excluded: true }, 'CD')
        study.cuts.edit(videoId, { kind: 'exclude', clipIds: [id], excluded: false }, 'CD')
      },
    ],
    [
      'a visit that was renamed',
      'The visit of P002 week 5 was changed since',
      ({ study }: Awaited<ReturnType<typeof imported>>) => {
        const of = { patientCode: 'P002', visitLabel: 'week 4', mayMerge: false }
        study.corrections.correct({ ...of, to: { visitLabel: 'week 5' }, rater: 'CD' })
      },
    ],
  ])('is not taken back over %s: nothing of it is, and a sentence says why', async (_, sentence, work) => {
    const test = await imported()
    const { study, held } = test
    work(test)
    const before = held()
    expect(() => study.journal.undo('AB')).toThrow(sentence)
    expect(held()).toEqual(before)
    // It is passed over as a whole.
    expect(study.journal.undoable('AB').undo).toBeNull()
    expect(study.journal.undo('AB')).toBeNull()
    expect(study.journal.verify().problems).toEqual([])
  })

  it('goes with what the program made of its videos meanwhile', async () => {
    const { study, held, clipOf } = await imported()
    const { id: clipId, sessionId } = clipOf('c.mp4')
    const db = new BetterSqlite(join(study.folder, 'study.sqlite'))
    db.prepare(`INSERT INTO clip_problems VALUES (?, NULL, 'x', 'No face', '')`).run(clipId)
    db.prepare(
      `INSERT INTO exposures (rater_id, session_id, kind, first_utc) VALUES (1, ?, 'others', '2026-01-01')`,
    ).run(sessionId)
    db.close()
    study.journal.undo('AB')
    expect(held()).toEqual(empty)
  })

  it('leaves a patient who withdraws nothing, also of what was taken back', async () => {
    const { study, importAll } = await imported()
    study.journal.undo('AB')
    expect(() => study.removals.patient('P001')).toThrow('There is no patient P001 in the study any more')
    expect(() => study.removals.patient('P009')).toThrow('There is no patient P009 in the study.')
    await importAll()
    study.journal.undo('AB')
    study.journal.redo('AB')
    const what = study.removals.patient('P001')
    await study.removals.remove({ what, confirmed: 'P001', deleteBackups: true, rater: 'AB' })
    expect(study.journal.verify().problems).toEqual([])
    const db = new BetterSqlite(join(study.folder, 'study.sqlite'), { readonly: true })
    expect(db.prepare('SELECT count(*) FROM taken_back_videos').pluck().get()).toBe(0)
    db.close()
  })
})
