import type { Database } from 'better-sqlite3'
import { expect, test } from 'vitest'
import { changesOf } from '#core/journal/changed-since.ts'
import { createJournalRepository } from '#core/journal/journal-repository.ts'
import { migrations } from '#core/db/migrations/index.ts'
import { requireOwnSchema } from '#core/db/own-schema.ts'
import { createPeopleService } from '#core/areas/people/people-service.ts'
import { PERSON, personKey } from '#core/areas/study/entities/person-entity.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { createFakeInference, fakePackStore } from '../../../../../helpers/fake-inference.ts'
import { fakeMedia } from '../../../../../helpers/fake-media.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'
import { personOf } from '../../../../../helpers/people-study.ts'

const at = (minute: number): string => `2024-05-03T10:${String(minute).padStart(2, '0')}:00.000Z`

interface Standing {
  readonly id: number
  readonly label: string
  readonly role: string
  readonly confirmed: boolean
}

/**
 * As the version before left it: two faces from the first frame to the last and one for a moment; B was made the patient
 * and C was merged into A; a face of A was given to a new person, D, which was taken back.
 */
function anOldStudy(): Database {
  const db = openTestDb(12)
  const sha = 'b'.repeat(64)
  const floats = (...values: number[]) => Buffer.from(Float32Array.from(values).buffer)
  db.exec(`
    INSERT INTO patients VALUES (1, 'P001', '');
    INSERT INTO sessions (id, patient_id, visit_label, created_utc, uid) VALUES (1, 1, 'baseline', '', 'session 1');
    INSERT INTO videos (id, session_id, file_name, path, sha256, bytes, modified_ms, container, codec, width, height,
      rotation_deg, duration_ms, start_ms, has_audio, uid)
    VALUES (1, 1, 'a.mp4', 'a.mp4', '${sha}', 1, 0, 'mp4', 'h264', 64, 48, 0, 9000, 0, 0, 'video 1');
    INSERT INTO people (id, session_id, label, role, confirmed, reason, created_utc) VALUES
      (1, 1, 'Person A', 'unknown', 0, '', ''), (2, 1, 'Person B', 'patient', 1, '', '');`)
  const addTrack = db.prepare(`
    INSERT INTO face_tracks (id, video_id, person_id, cache_key, start_ms, end_ms, frame_count, mean_height_px, times, boxes,
      measures) VALUES (?, 1, ?, '${sha}', ?, ?, ?, 40, ?, ?, x'')`)
  const frames = (...times: number[]) => Buffer.from(Float64Array.from(times).buffer)
  addTrack.run(1, 1, 0, 200, 2, frames(0, 200), floats(10.4, 20, 30, 40, 1, 10, 20, 30, 40, 1))
  addTrack.run(2, 2, 0, 200, 2, frames(0, 200), floats(80.6, 20, 30, 40, 1, 80, 20, 30, 40, 1))
  addTrack.run(3, 1, 400, 400, 1, frames(400), floats(10, 20, 30, 40, 1))
  const add = db.prepare(
    'INSERT INTO people_edits (session_id, kind, before_json, after_json, undone, made_utc) VALUES (1, ?, ?, ?, ?, ?)',
  )
  const person = (id: number, role = 'unknown', confirmed = false): Standing => ({
    ...{ id, label: `Person ${String.fromCharCode(64 + id)}`, role, confirmed },
  })
  const snapshot = (people: readonly Standing[], ...owners: number[]): string =>
    JSON.stringify({
      people: people.map((each) => ({ ...each, reason: '' })),
      owners: owners.map((owner, index) => [index + 1, owner]),
    })
  const first = snapshot([person(1, 'patient'), person(2), person(3)], 1, 2, 3)
  const second = snapshot([person(1), person(2, 'patient', true), person(3)], 1, 2, 3)
  const third = snapshot([person(1), person(2, 'patient', true)], 1, 2, 1)
  const fourth = snapshot([person(1), person(2, 'patient', true), person(4)], 1, 2, 4)
  add.run('role', first, second, 0, at(1))
  add.run('merge', second, third, 0, at(2))
  add.run('assign', third, fourth, 1, at(3))
  return db
}

function migrated(db: Database) {
  for (const migration of migrations.slice(12)) migration.up(db)
  const context = aContext({ db })
  const inference = createFakeInference(
    () => new Error('not part of this test'),
    () => [],
  )
  const deps = { media: fakeMedia(), packs: fakePackStore(), inference, videoFile: () => null }
  return {
    db,
    service: serviceOf(context),
    journal: context.journal,
    people: createPeopleService(context, deps),
  }
}

test('the steps of saying who is who are entries with their times, and the one that was taken back is told to be', () => {
  const { db, service } = migrated(anOldStudy())
  const entries = service.list({ kind: 'people' }, { limit: 9 }).entries.toReversed()
  expect(
    entries.map(({ madeUtc, action, label, step, isTakenBack }) =>
      [madeUtc, action, label, step, isTakenBack].join(' | '),
    ),
  ).toEqual([
    `${at(1)} | people.role | role of a person of P001 baseline | do | false`,
    `${at(2)} | people.merge | people as one person of P001 baseline | do | false`,
    `${at(3)} | people.assign | appearances to another person of P001 baseline | do | true`,
    `${at(3)} | people.assign | appearances to another person of P001 baseline | undo | false`,
  ])
  expect(service.verify()).toEqual({ entries: 4, erased: 0, devices: 1, problems: [] })
  requireOwnSchema(db, { migrations, version: migrations.length, sqliteBinding: null })
})

test('the history of a person says what was said of them', () => {
  const entries = createJournalRepository(migrated(anOldStudy()).db)
  const of = (label: string) =>
    [...changesOf(entries, { entity: PERSON, key: personKey('session 1', label) })].map(({ change }) => [
      change?.before,
      change?.after,
    ])
  expect(of('Person B')).toEqual([[{ role: null }, { role: 'patient' }]])
  expect(of('Person C')).toEqual([[{ role: null }, null]])
  expect(of('Person A')).toEqual([])
})

test('what is said of people from now on goes on from there and is taken back to it, and no label is given twice', () => {
  const { people, journal } = migrated(anOldStudy())
  const labels = (found: ReturnType<typeof people.get>) =>
    found.people.map(({ label, tracks }) => [label, tracks.map(({ id }) => id)]).sort()
  const before = people.get(1)
  expect(labels(before)).toEqual([
    ['Person A', [1, 3]],
    ['Person B', [2]],
  ])
  const parted = people.edit(1, { kind: 'assign', trackIds: [1], personId: null }, 'AB')
  expect(parted.people.map(({ label }) => label)).toContain('Person E')
  journal.undo('AB')
  expect(labels(people.get(1))).toEqual(labels(before))
  people.edit(1, { kind: 'role', personId: personOf(before, 'Person B').id, role: 'clinician' }, 'AB')
  journal.undo('AB')
  expect(people.get(1)).toEqual(before)
})

test('a step that is damaged is left out, and what is there is the last word', () => {
  const db = anOldStudy()
  db.exec("UPDATE people_edits SET after_json = '{' WHERE kind = 'merge'")
  const { service } = migrated(db)
  expect(service.verify().problems).toEqual([])
})
