import type { Database } from 'better-sqlite3'
import { describe, expect, it, test } from 'vitest'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { CAPTION, captionKey } from '#core/areas/study/entities/caption-entity.ts'
import type { CaptionValue } from '#core/areas/study/entities/caption-entity.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { requireOwnSchema } from '#core/db/own-schema.ts'
import { inTransaction } from '#core/db/sql.ts'
import { appendEntry } from '#core/journal/chain-writer.ts'
import { createJournalRepository } from '#core/journal/journal-repository.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { anOldStudy, at } from '../../../../../helpers/an-old-study.ts'
import { addRater, addSession } from '../../../../../helpers/memory-study.ts'
import { openTestDb, rowsOf } from '../../../../../helpers/open-test-db.ts'

const before = migrations.findIndex(({ name }) => name === 'annotations')

function migrate(db: Database, from: number): Database {
  for (const migration of migrations.slice(from)) migration.up(db)
  return db
}

function servicesOf(db: Database) {
  let minute = 30
  const context = aContext({ db, nowUtc: () => at((minute += 1)) })
  const { service } = createStudyJournal(context.repositories, {
    ...{ computer: '', place: '', nowUtc: context.nowUtc },
    inTransaction: (work) => inTransaction(db, work),
  })
  return { context, journal: service(), captions: createCaptionService(context) }
}

const value = (text: string): CaptionValue => ({ text, origin: 'typed', synthetic: false, sight: null })

/** As the version before wrote it: Smiles, then Smiles twice, and by another rater a text that is being typed. */
function aStudyWithJournal(): Database {
  const db = openTestDb(before)
  const { clipIds } = addSession(db, { patient: 'P001' })
  const [clipId = 0] = clipIds
  const clipUid = String(db.prepare('SELECT uid FROM clips').pluck().get())
  const keyOf = (raterUid: string) => captionKey({ clipUid, raterUid, startMs: null, endMs: null })
  const put = db.prepare(`
    INSERT INTO captions (clip_id, rater_id, text, origin, revision, updated_utc, estimates_shown, others_shown)
    VALUES (?, ?, ?, 'typed', ?, ?, ?, ?)`)
  const entries = createJournalRepository(db)
  const write = (minute: number, from: string | null, to: string): void => {
    const change = {
      entity: CAPTION,
      key: keyOf('AB'),
      before: from === null ? null : value(from),
      after: value(to),
    }
    const said = {
      action: 'caption.write',
      label: 'caption of P001 baseline clip 1',
      rater: 'AB',
      madeUtc: at(minute),
    }
    appendEntry(
      entries,
      { computer: '', place: '', rater: 'AB' },
      { ...said, step: 'do', batch: null, takesBack: null, changes: [change] },
    )
  }
  write(1, null, 'Smiles')
  write(4, 'Smiles', 'Smiles twice')
  put.run(clipId, addRater(db, 'AB'), 'Smiles twice', 2, at(4), null, null)
  put.run(clipId, addRater(db, 'CD'), 'Frow', 1, at(5), 1, 0)
  db.prepare("INSERT INTO drafts VALUES (?, ?, 'null', 'CD', 'caption.write', ?)").run(
    ...[CAPTION, JSON.stringify(keyOf('CD')), at(5)],
  )
  return db
}

describe('captions of a study of 0.1.0', () => {
  it('are annotations of the tier “Caption” with their ids, texts, spans, revisions and times', () => {
    const db = anOldStudy()
    const captions = rowsOf(db, 'captions')
    migrate(db, 3)
    expect(captions).toHaveLength(3)
    const tier = { tier_id: 1, span_kind: 'clip-or-interval', value_kind: 'text', code: null, number: null }
    expect(rowsOf(db, 'annotations')).toMatchObject(captions.map((caption) => ({ ...caption, ...tier })))
    expect(rowsOf(db, 'tiers')).toMatchObject([{ uid: 'caption', name: 'Caption', built_in: 1, deleted: 0 }])
    expect(() => db.prepare('SELECT 1 FROM captions')).toThrow('no such table')
    requireOwnSchema(db, { migrations, version: migrations.length, sqliteBinding: null })
    expect([db.pragma('foreign_key_check'), db.pragma('integrity_check', { simple: true })]).toEqual([
      [],
      'ok',
    ])
  })

  it('were begun when the first of their texts was saved', () => {
    const db = migrate(anOldStudy(), 3)
    const times = rowsOf(db, 'annotations').map(({ created_utc, updated_utc }) => [created_utc, updated_utc])
    expect(times).toEqual([
      [at(1), at(9)],
      [at(2), at(7)],
      [at(2), at(6)],
    ])
  })

  it('are listed with their histories, and are what the journal says', () => {
    const { captions, journal } = servicesOf(migrate(anOldStudy(), 3))
    expect(captions.list(3).map(({ id, text, startMs, origin }) => [id, text, startMs, origin])).toEqual([
      [3, 'frowns briefly', null, 'typed'],
      [2, 'looks down', 1000, 'imported'],
    ])
    expect(captions.history(2).map(({ text }) => text)).toEqual(['looks down', 'looks away'])
    expect(journal.verify().problems).toEqual([])
  })
})

describe('a study with steps in its journal', () => {
  it('has what was typed taken back and done again across the change', () => {
    const db = migrate(aStudyWithJournal(), before)
    const { captions, journal, context } = servicesOf(db)
    const [clipId = 0] = db.prepare<[], number>('SELECT id FROM clips').pluck().all()
    const texts = () => captions.list(clipId).map(({ raterCode, text }) => [raterCode, text])
    expect(journal.verify()).toMatchObject({ entries: 2, problems: [] })
    expect(captions.list(clipId).map(({ revision, sight }) => [revision, sight])).toEqual([
      [2, null],
      [1, { estimates: true, others: false }],
    ])
    journal.undo('AB')
    expect(texts()).toEqual([
      ['AB', 'Smiles'],
      ['CD', 'Frow'],
    ])
    journal.undo('AB')
    journal.redo('AB')
    journal.redo('AB')
    // What was being typed is still being typed.
    const raterId = context.repositories.raters.byCode('CD')?.id ?? 0
    captions.type({ clipId, raterId, startMs: null, endMs: null, text: 'Frowns' })
    captions.finish(clipId, raterId)
    captions.close()
    expect(texts()).toEqual([
      ['AB', 'Smiles twice'],
      ['CD', 'Frowns'],
    ])
    expect(journal.undoable('CD').undo?.label).toBe('caption of P001 baseline clip 1')
    journal.undo('CD')
    expect(texts()).toEqual([['AB', 'Smiles twice']])
    expect(journal.verify()).toMatchObject({ entries: 8, problems: [] })
  })
})

test('a study without any caption has the tier', () => {
  const db = migrate(openTestDb(before), before)
  expect(rowsOf(db, 'tiers')).toMatchObject([{ uid: 'caption' }])
  expect(rowsOf(db, 'annotations')).toEqual([])
})

describe('a row', () => {
  /** A clip, a rater, a run, and a tier of each kind of span and of value. */
  function aStudyOfTiers() {
    const db = openTestDb()
    addSession(db, { patient: 'P001' })
    addRater(db, 'AB')
    db.exec(`
      INSERT INTO packs VALUES (1, 'p', '1', '${'a'.repeat(64)}', '{}');
      INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
        VALUES (1, 'predict', 1, '{}', '', '', 'done');
      INSERT INTO tiers (id, uid, name, span_kind, value_kind, codes_json, created_utc) VALUES
        (2, 't2', 'Smile', 'interval', 'code', '[]', ''), (3, 't3', 'Blink', 'point', 'number', NULL, ''),
        (4, 't4', 'Mood', 'clip', 'text', NULL, '');`)
    const add = (row: Record<string, unknown>): void => {
      const columns = Object.keys(row)
      db.prepare(
        `INSERT INTO annotations (${columns.join()}) VALUES (${columns.map((column) => `@${column}`).join()})`,
      ).run(row)
    }
    return { db, add }
  }

  const said = {
    uid: 'a',
    rater_id: 1,
    origin: 'typed',
    revision: 1,
    created_utc: '',
    updated_utc: '',
    clip_id: 1,
  }
  const caption = {
    ...said,
    uid: null,
    tier_id: 1,
    span_kind: 'clip-or-interval',
    value_kind: 'text',
    text: 'Smiles',
  }
  const smile = {
    ...said,
    tier_id: 2,
    span_kind: 'interval',
    value_kind: 'code',
    code: 'AU12',
    start_ms: 1,
    end_ms: 2,
  }
  const blink = { ...said, tier_id: 3, span_kind: 'point', value_kind: 'number', number: 0.5, start_ms: 1 }
  const mood = { ...said, tier_id: 4, span_kind: 'clip', value_kind: 'text', text: 'calm' }
  const ofVideo = { clip_id: null, video_id: 1 }

  it.each([
    ['a caption of a whole clip', caption],
    ['a caption of an interval', { ...caption, start_ms: 0, end_ms: 1 }],
    ['a code of an interval', smile],
    ['a code of an interval of a video', { ...smile, ...ofVideo }],
    ['a number at a point', blink],
    ['a number at a point of a video', { ...blink, ...ofVideo }],
    ['a text of a whole clip', mood],
    ['what a run proposed', { ...smile, origin: 'proposed', rater_id: null, run_id: 1 }],
  ])('holds %s', (_, row) => {
    const { db, add } = aStudyOfTiers()
    add(row)
    expect(rowsOf(db, 'annotations')).toMatchObject([row])
  })

  it.each([
    ['a number in place of a text', { ...caption, text: null, number: 3 }, 'CHECK'],
    ['a text and a number', { ...caption, number: 3 }, 'CHECK'],
    ['a text and a code', { ...caption, code: 'AU12' }, 'CHECK'],
    ['no value', { ...caption, text: null }, 'CHECK'],
    ['a code in a tier of numbers', { ...blink, number: null, code: 'x' }, 'CHECK'],
    [
      'another kind of value than its tier',
      { ...caption, text: null, number: 3, value_kind: 'number' },
      'FOREIGN KEY',
    ],
    ['another kind of span than its tier', { ...mood, span_kind: 'clip-or-interval' }, 'FOREIGN KEY'],
    ['a tier that there is not', { ...smile, tier_id: 9 }, 'FOREIGN KEY'],
    ['half an interval', { ...smile, end_ms: null }, 'CHECK'],
    ['an end without a start', { ...smile, start_ms: null }, 'CHECK'],
    ['an interval that ends where it begins', { ...smile, end_ms: 1 }, 'CHECK'],
    ['an interval that runs backwards', { ...caption, start_ms: 2, end_ms: 1 }, 'CHECK'],
    ['half a caption’s interval', { ...caption, start_ms: 2 }, 'CHECK'],
    ['a point with an end', { ...blink, end_ms: 2 }, 'CHECK'],
    ['a point without a time', { ...blink, start_ms: null }, 'CHECK'],
    ['an interval in a tier of whole clips', { ...mood, start_ms: 0, end_ms: 1 }, 'CHECK'],
    ['a point in a tier of whole clips', { ...mood, start_ms: 0 }, 'CHECK'],
    ['nothing that it is of', { ...caption, clip_id: null }, 'CHECK'],
    ['both a clip and a video', { ...smile, video_id: 1 }, 'CHECK'],
    ['a whole clip of a video', { ...caption, ...ofVideo }, 'CHECK'],
    ['nobody who said it', { ...caption, rater_id: null }, 'CHECK'],
    ['a proposal by a rater', { ...smile, origin: 'proposed', run_id: 1 }, 'CHECK'],
    ['a proposal of no run', { ...smile, origin: 'proposed', rater_id: null }, 'CHECK'],
    ['another origin', { ...caption, origin: 'guessed' }, 'CHECK'],
    ['no uid', { ...smile, uid: null }, 'CHECK'],
    ['a caption with a uid', { ...caption, uid: 'a' }, 'CHECK'],
    ['a text where a number belongs', { ...blink, number: 'much' }, 'REAL'],
  ])('holds never %s', (_, row, message) => {
    const { db, add } = aStudyOfTiers()
    expect(() => {
      add(row)
    }).toThrow(message)
    expect(rowsOf(db, 'annotations')).toEqual([])
  })

  it.each([
    ['two captions of one clip by a rater', caption],
    ['two captions of one interval by a rater', { ...caption, start_ms: 0, end_ms: 1 }],
    ['the same code twice on one interval by a rater', smile],
    ['the same code twice on one interval of a video by a rater', { ...smile, ...ofVideo }],
    ['two numbers at one point by a rater', blink],
  ])('is not there a second time: %s', (_, row) => {
    const { add } = aStudyOfTiers()
    add(row)
    expect(() => {
      add({ ...row, uid: row.uid === null ? null : 'b' })
    }).toThrow('UNIQUE')
  })

  it('has a uid of its own', () => {
    const { add } = aStudyOfTiers()
    add(smile)
    expect(() => {
      add({ ...blink })
    }).toThrow('UNIQUE')
  })

  it('may hold another code of the same interval, as two muscles move at once', () => {
    const { db, add } = aStudyOfTiers()
    add(smile)
    add({ ...smile, uid: 'b', code: 'AU6' })
    expect(rowsOf(db, 'annotations')).toHaveLength(2)
  })
})
