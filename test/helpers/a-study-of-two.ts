import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import type { StudyEnvironment } from '#core/study.ts'
import { openStudy } from '#core/study.ts'
import { aControl, aStudy } from './a-study.ts'
import { writeFiles } from './temp-folder.ts'

/** No part of one is a part of the other. */
export const leaving = { code: 'ZEBRA-17', word: 'weeps quietly', mark: 0xa1 }
export const staying = { code: 'KAMEL-04', word: 'laughs aloud', mark: 0xb2 }
export type Told = typeof leaving

/** Bytes that are found nowhere else. */
export const bytesOf = ({ mark }: Told): Buffer =>
  Buffer.from([mark, 0x5e, mark, 0x77, 0x13, mark, 0xc4, mark])

/**
 * Every relative name in the folder, and every file that holds these bytes or has them in its name. A program that is at
 * work there gives files their last names meanwhile: then all of it is looked at again.
 */
export function filesHolding(folder: string, bytes: Buffer | string, tries = 20): string[] {
  try {
    return holdingNow(folder, bytes)
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (!isGone || tries === 1) throw error
    return filesHolding(folder, bytes, tries - 1)
  }
}

function holdingNow(folder: string, bytes: Buffer | string): string[] {
  const needle = Buffer.from(bytes)
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => {
      const file = join(entry.parentPath, entry.name)
      return (
        file.slice(folder.length).includes(String(bytes)) ||
        (entry.isFile() && readFileSync(file).includes(needle))
      )
    })
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
}

/** A row of each kind that the program, not a person, makes of a patient's clip. */
function addResults(db: BetterSqlite.Database, told: Told): void {
  const blob = bytesOf(told)
  const sha = 'c'.repeat(64)
  const place = db
    .prepare<[string], { clip: number; video: number; session: number; sha256: string }>(
      `SELECT clips.id AS clip, videos.id AS video, sessions.id AS session, sha256 FROM clips
       JOIN videos ON videos.id = video_id JOIN sessions ON sessions.id = session_id
       JOIN patients ON patients.id = patient_id WHERE code = ? ORDER BY clips.id`,
    )
    .get(told.code)
  if (place === undefined) throw new Error('The patient has a clip.')
  const { clip, video, session } = place
  const add = (sql: string, ...values: unknown[]): number =>
    Number(db.prepare(sql).run(...values).lastInsertRowid)
  add(`INSERT INTO packs VALUES (1, 'p', '1', '${sha}', '{}') ON CONFLICT DO NOTHING`)
  const run = add(
    `INSERT INTO runs (kind, pack_row_id, parameters_json, app_version, started_utc, status, message)
     VALUES ('fit', 1, '{}', '1', '', 'failed', ?)`,
    `a clip of ${told.code} could not be read`,
  )
  const embedding = add(
    `INSERT INTO embeddings (clip_id, run_id, pack_row_id, cache_key, dim, picture_width, picture_height, frame_count,
       face_count, clip_embedding, frame_times, frame_boxes, frame_embeddings)
     VALUES (?, ?, 1, '${sha}', 2, 64, 48, 1, 1, ?, ?, ?, ?)`,
    ...[clip, run, blob, blob, blob, blob],
  )
  const prompts = db.prepare('SELECT min(id) FROM prompt_sets').pluck().get()
  add(
    `INSERT INTO predictions (embedding_id, prompt_set_id, run_id, probabilities, frame_probabilities, top_class,
       top_probability) VALUES (?, ?, ?, ?, ?, 'joy', 1)`,
    ...[embedding, prompts, run, blob, blob],
  )
  add('INSERT INTO pass_subjects VALUES (?, ?)', embedding, sha)
  add(`INSERT INTO clip_problems VALUES (?, ?, 'x', ?, '')`, clip, run, `${told.code} is dark`)
  add(`INSERT INTO clip_quality VALUES (?, 1, 0, 1, 'good', '[]', ?)`, clip, sha)
  add('INSERT INTO pending_clips VALUES (?, ?)', run, clip)
  add(
    `INSERT INTO face_observations (video_id, cache_key, from_ms, to_ms, picture_width, picture_height, face_count,
       frame_times, frame_of, boxes, confidences, embeddings, measures) VALUES (?, '${sha}', 0, 1, 64, 48, 1, ?, ?, ?, ?, ?, ?)`,
    ...[video, blob, blob, blob, blob, blob, blob],
  )
  const person = add(
    `INSERT INTO people (session_id, label, role, confirmed, reason, embedding, created_utc)
     VALUES (?, 'Person 1', 'unknown', 0, '', ?, '')`,
    ...[session, blob],
  )
  add(
    `INSERT INTO face_tracks (video_id, person_id, cache_key, start_ms, end_ms, frame_count, mean_height_px, embedding,
       times, boxes, measures) VALUES (?, ?, '${sha}', 0, 1, 1, 9, ?, ?, ?, ?)`,
    ...[video, person, blob, blob, blob, blob],
  )
  const model = add(
    `INSERT INTO severity_models (run_id, scale_id, item_id, method, weights, n_patients, n_sessions, n_clips,
       trained_on, synthetic, metrics_json, created_utc)
     VALUES (?, 'panss-negative', 'n1', 'ridge', ?, 1, 1, 1, ?, 0, '{}', '')`,
    ...[run, blob, told.word],
  )
  add('INSERT INTO estimates VALUES (?, ?, 1, 0, 2, 0.95, 1, 1, 1, 1)', model, session)
  add(`INSERT INTO exposures VALUES (1, ?, 'others', '')`, session)
  const none = { new: 0, known: 0, changed: 0, refused: 0 }
  const refusals = [leaving, staying].map(({ code }) => ({
    ...{ file: `${code}/x.mp4`, line: null, code: 'x', message: 'It cannot be read.' },
  }))
  const result = { videos: none, captions: none, scores: none, refusals, notes: refusals }
  add(
    `INSERT INTO imports (started_utc, finished_utc, result_json) VALUES ('2026-01-02', '', ?)`,
    JSON.stringify(result),
  )
}

/** What the program keeps beside the database, named after the content of the video. */
function addCache(folder: string, db: BetterSqlite.Database, told: Told): void {
  const hashes = db
    .prepare<[string], string>(
      `SELECT sha256 FROM videos JOIN sessions ON sessions.id = session_id JOIN patients ON patients.id = patient_id
       WHERE code = ?`,
    )
    .pluck()
    .all(told.code)
  for (const sha of hashes) {
    writeFiles(join(folder, 'cache'), {
      [`faces/${sha}-1-2-3.jpg`]: bytesOf(told),
      [`thumbnails/${sha}-500.jpg`]: bytesOf(told),
      [`strips/${sha}/0.jpg`]: bytesOf(told),
      [`strips/${sha}/peaks.f32`]: bytesOf(told),
      [`proxies/${sha}.webm`]: bytesOf(told),
      [`frame-times/${sha}.bin`]: bytesOf(told),
    })
  }
}

export interface StudyOfTwo {
  readonly folder: string
  readonly inbox: string
  readonly environment: StudyEnvironment
}

/** Closed, with a backup. Of each patient it holds copied videos, captions and scores, and something in every table. */
export async function aStudyOfTwo(): Promise<StudyOfTwo> {
  const { study, inbox, environment } = aStudy()
  for (const told of [leaving, staying]) {
    writeFiles(inbox, {
      [`${told.code}/baseline/a.mp4`]: Buffer.concat([bytesOf(told), Buffer.from('a')]),
      [`${told.code}/baseline/b.mp4`]: Buffer.concat([bytesOf(told), Buffer.from('b')]),
      [`${told.code}/week 4/c.mp4`]: Buffer.concat([bytesOf(told), Buffer.from('c')]),
    })
  }
  const { planId } = await study.imports.preview([inbox], aControl())
  await study.imports.run(planId, { copyVideos: true }, aControl())
  const rater = study.raters.ensure('AB').id
  const other = study.raters.ensure('CD').id
  for (const told of [leaving, staying]) {
    const clips = study.library.clips().filter(({ patientCode }) => patientCode === told.code)
    const sessionId = clips[0]?.sessionId ?? 0
    study.covariates.save({ sessionId, values: { site: `where she ${told.word}`, cpz_mg: '300' } })
    for (const { id, sessionId } of clips) {
      const whole = { clipId: id, startMs: null, endMs: null }
      study.captions.save({ ...whole, raterId: rater, text: `At first ${told.word}` })
      study.captions.save({ ...whole, raterId: rater, text: `She ${told.word}` })
      study.captions.type({ ...whole, raterId: other, text: `typing ${told.word}` })
      const score = { sessionId, scaleId: 'panss-negative', itemId: 'n1', missingReason: null }
      study.scores.save({ ...score, raterId: rater, value: 3 })
    }
  }
  const { folder } = study
  const db = new BetterSqlite(join(folder, 'study.sqlite'))
  for (const told of [leaving, staying]) {
    addResults(db, told)
    addCache(folder, db, told)
  }
  db.close()
  study.close()
  const again = openStudy(folder, environment)
  await again.backups.daily()
  again.close()
  return { folder, inbox, environment }
}

/** Every row of the study's file that is about a patient, and what the tables of nobody hold, for a comparison. */
export function rowsAbout(folder: string, told: Told): Record<string, unknown[]> {
  const db = new BetterSqlite(join(folder, 'study.sqlite'), { readonly: true })
  try {
    const patient = `(SELECT id FROM patients WHERE code = '${told.code}')`
    const sessions = `(SELECT id FROM sessions WHERE patient_id = ${patient})`
    const videos = `(SELECT id FROM videos WHERE session_id IN ${sessions})`
    const clips = `(SELECT id FROM clips WHERE video_id IN ${videos})`
    const all = (sql: string): unknown[] => db.prepare(sql).all()
    return {
      sessions: all(`SELECT * FROM sessions WHERE id IN ${sessions}`),
      videos: all(`SELECT * FROM videos WHERE id IN ${videos}`),
      clips: all(`SELECT * FROM clips WHERE id IN ${clips}`),
      annotations: all(`SELECT * FROM annotations WHERE clip_id IN ${clips}`),
      covariates: all(`SELECT * FROM covariate_values WHERE session_id IN ${sessions}`),
      scores: all(`SELECT * FROM scores WHERE session_id IN ${sessions}`),
      embeddings: all(`SELECT * FROM embeddings WHERE clip_id IN ${clips}`),
      predictions: all(
        `SELECT * FROM predictions WHERE embedding_id IN (SELECT id FROM embeddings WHERE clip_id IN ${clips})`,
      ),
      people: all(`SELECT * FROM people WHERE session_id IN ${sessions}`),
      faceTracks: all(`SELECT * FROM face_tracks WHERE video_id IN ${videos}`),
      observations: all(`SELECT * FROM face_observations WHERE video_id IN ${videos}`),
      estimates: all(`SELECT * FROM estimates WHERE session_id IN ${sessions}`),
      exposures: all(`SELECT * FROM exposures WHERE session_id IN ${sessions}`),
      models: all(`SELECT * FROM severity_models WHERE trained_on = '${told.word}'`),
    }
  } finally {
    db.close()
  }
}
