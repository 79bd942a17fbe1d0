import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openStudy } from '#core/study.ts'
import { aStudy } from '../../../helpers/a-study.ts'
import type { TestStudy } from '../../../helpers/a-study.ts'

const mood = {
  formatVersion: 1,
  id: 'mood',
  title: 'Mood on a line',
  shortTitle: 'Mood',
  citation: '',
  licenceNote: '',
  aliases: {},
  items: [{ id: 'line', column: 'mood_line', name: 'Line', min: 0, max: 100, faceVisible: false }],
  totals: [],
}
const faces = {
  name: 'My faces',
  classes: [
    { label: 'flat', sentence: 'a face without expression' },
    { label: 'lively', sentence: 'a face full of expression' },
  ],
}

const BROKEN = '{"formatVersion":1,"id'

/** Closes the study, changes its file as a disk or another program might, and opens it again. */
function reopenedAfter({ study, environment }: TestStudy, change: (db: Database.Database) => void) {
  study.close()
  const db = new Database(join(study.folder, 'study.sqlite'))
  change(db)
  db.close()
  const again = openStudy(study.folder, environment)
  const rows = (sql: string): unknown[] => {
    const looking = new Database(join(study.folder, 'study.sqlite'), { readonly: true })
    const found = looking.prepare(sql).pluck().all()
    looking.close()
    return found
  }
  return { again, rows }
}

/** A model without estimates, whose metrics nobody can read. */
function addBrokenModel(db: Database.Database): void {
  db.exec(`
    INSERT INTO packs VALUES (1, 'faces-7', '1', '${'0'.repeat(64)}', '{}');
    INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
      VALUES (1, 'fit', 1, '{}', '1', '', 'done');
    INSERT INTO severity_models (id, run_id, scale_id, item_id, method, weights, n_patients, n_sessions, n_clips,
        trained_on, synthetic, metrics_json, created_utc)
      VALUES (7, 1, 'mood', 'line', 'ridge', x'00', 10, 10, 10, 'Ten.', 0, '${BROKEN}', '2026-01-02T03:04:05.678Z');`)
}

describe('a study with rows that are damaged', () => {
  it('opens, lists the others and tells of each, also to somebody who only looks', () => {
    const test = aStudy()
    test.study.scales.add(JSON.stringify(mood))
    const mine = test.study.promptSets.create(faces)
    const other = test.study.promptSets.create({ ...faces, name: 'Other faces' })
    const before = test.study.scales.list()
    const { again, rows } = reopenedAfter(test, (db) => {
      addBrokenModel(db)
      db.prepare('UPDATE scales SET definition_json = ? WHERE id = ?').run(BROKEN, 'mood')
      db.prepare('UPDATE prompt_sets SET classes_json = ? WHERE id = ?').run('[]', mine.id)
    })
    const damages = [
      'The scale “Mood on a line” is damaged in the study’s file: it is left out, and what was rated on it stays stored.',
      'The prompt set “My faces” is damaged in the study’s file: it is left out with its predictions, which stay stored.',
      'The severity model 7 (Line, fitted 2026-01-02) is damaged in the study’s file: it is left out with its estimates, which stay stored.',
    ]
    expect(again.damages).toEqual(damages)
    expect(again.library.summary().damages).toEqual(damages)
    expect(again.scales.list()).toEqual(before.filter(({ id }) => id !== 'mood'))
    expect(again.promptSets.list().map(({ name }) => name)).toEqual(['Basic emotions', 'Other faces'])
    expect(again.promptSets.list()).toContainEqual(other)
    expect(again.severity.models()).toEqual([])
    again.close()
    const looked = openStudy(test.study.folder, test.environment, { readonly: true })
    expect(looked.library.summary().damages).toEqual(damages)
    looked.close()
    expect(rows("SELECT definition_json FROM scales WHERE id = 'mood'")).toEqual([BROKEN])
    expect(rows(`SELECT classes_json FROM prompt_sets WHERE id = ${String(mine.id)}`)).toEqual(['[]'])
    expect(rows('SELECT metrics_json FROM severity_models')).toEqual([BROKEN])
  })

  it('answers a request for such a row with a sentence, and writes over none', () => {
    const test = aStudy()
    test.study.scales.add(JSON.stringify(mood))
    const mine = test.study.promptSets.create(faces)
    const { again, rows } = reopenedAfter(test, (db) => {
      addBrokenModel(db)
      db.prepare('UPDATE scales SET definition_json = ? WHERE id = ?').run('null', 'mood')
      db.prepare('UPDATE prompt_sets SET classes_json = ? WHERE id = ?').run(BROKEN, mine.id)
    })
    const damaged = (message: string): unknown =>
      expect.objectContaining({ code: 'study-damaged', message: expect.stringContaining(message) as string })
    expect(() => again.scales.add(JSON.stringify(mood))).toThrow(damaged('The scale “Mood on a line”'))
    expect(() => {
      again.promptSets.delete(mine.id)
    }).toThrow(damaged('The prompt set “My faces”'))
    expect(() => again.severity.report(7)).toThrow(damaged('The severity model 7'))
    // Its column is still its own.
    expect(() => again.scales.add(JSON.stringify({ ...mood, id: 'mood-2' }))).toThrow(/“mood_line”/)
    again.close()
    expect(rows("SELECT definition_json FROM scales WHERE id = 'mood'")).toEqual(['null'])
  })

  it.each([
    ['cannot be read', BROKEN],
    ['is another one', JSON.stringify(mood)],
  ])('reads a shipped scale as it is shipped when the stored one %s', (_, stored) => {
    const test = aStudy()
    const shipped = test.study.scales.list()
    const { again, rows } = reopenedAfter(test, (db) => {
      db.prepare('UPDATE scales SET definition_json = ? WHERE id = ?').run(stored, 'cains')
    })
    expect(again.scales.list()).toEqual(shipped)
    expect(again.damages).toEqual([
      expect.stringMatching(/^The scale “.*” is damaged .* as the program ships it\.$/),
    ])
    again.close()
    expect(rows("SELECT definition_json FROM scales WHERE id = 'cains'")).toEqual([stored])
  })

  it('leaves out a score whose reason is none, and a record of an import', () => {
    const test = aStudy()
    const rater = test.study.raters.ensure('AB')
    const { again } = reopenedAfter(test, (db) => {
      db.exec(`
        INSERT INTO patients (id, code, created_utc) VALUES (1, 'P1', '');
        INSERT INTO sessions (id, patient_id, visit_label, synthetic, created_utc) VALUES (1, 1, 'V1', 0, '');
        INSERT INTO imports (started_utc, finished_utc, result_json) VALUES ('2026-01-02T03:04:05.678Z', '', '${BROKEN}');
        INSERT INTO scores (session_id, rater_id, scale_id, item_id, missing_reason, origin, updated_utc)
          VALUES (1, ${String(rater.id)}, 'cains', 'c10', 'not-ratfd', 'typed', '')`)
    })
    expect(again.scores.list(1)).toEqual([])
    expect(again.damages).toEqual([
      'The score of AB for item “c10” of scale “cains” in session 1 is damaged in the study’s file: it is left out and stays stored.',
      'The record of the import of 2026-01-02T03:04:05.678Z is damaged in the study’s file: what was imported is there, its list is not.',
    ])
    again.close()
  })

  const record = { sampling: { kind: 'rate', fps: 2, maxFrames: 100 }, precision: 'fp32' }

  /** Two runs that are done, the first with a record in which `from` became `to` on the disk. */
  function withDamagedRun(test: TestStudy, from: string, to: string) {
    const reopened = reopenedAfter(test, (db) => {
      db.exec(`INSERT INTO packs VALUES (1, 'faces-7', '1', '${'0'.repeat(64)}', '{}')`)
      const insert = db.prepare(`
        INSERT INTO runs (id, kind, pack_row_id, parameters_json, app_version, started_utc, status)
        VALUES (?, 'predict', 1, ?, '1', '2026-01-02T03:04:05.678Z', 'done')`)
      insert.run(1, JSON.stringify({ note: 'first', ...record }))
      insert.run(2, JSON.stringify(record))
    })
    reopened.again.close()
    const file = join(test.study.folder, 'study.sqlite')
    const bytes = readFileSync(file)
    const at = bytes.indexOf(from, bytes.indexOf('{"note":"first"'))
    bytes.write(to, at)
    writeFileSync(file, bytes)
    return openStudy(test.study.folder, test.environment)
  }

  it.each([
    ['is no JSON any more', '{"note"', '["note"'],
    ['names no precision that there is', '"fp32"', '"fp33"'],
    ['does not tell how it sampled', '"rate"', '"ratf"'],
  ])('opens with a run whose record %s', (_, from, to) => {
    const again = withDamagedRun(aStudy(), from, to)
    expect(again.damages).toEqual([
      'The record of the prediction of 2026-01-02T03:04:05.678Z is damaged in the study’s file: what it predicted is left out until it is predicted again, and stays stored.',
    ])
    expect(again.predictions.interrupted()).toBeNull()
    expect(again.predictions.stored(null)).toEqual([])
    again.close()
  })
})
