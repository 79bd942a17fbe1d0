import type { Database } from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import type { PeopleService } from '#core/areas/people/service.ts'
import { createPeopleService } from '#core/areas/people/people-service.ts'
import type { Person, SessionPeople } from '#shared/domain/people.ts'
import { aContext } from './a-context.ts'
import type { TestContext } from './a-context.ts'
import { createFakeInference, fakePackStore } from './fake-inference.ts'
import type { FakeFace, FakeFaces, FakeInference } from './fake-inference.ts'
import { fakeMedia } from './fake-media.ts'
import type { FakeMedia } from './fake-media.ts'
import { addSession, openMemoryStudy } from './memory-study.ts'

/** The patient is 1, a clinician 2; who is larger and talks is proposed. */
export const patientFace: FakeFace = { person: 1, x: 80, size: 200 }
export const clinicianFace: FakeFace = { person: 2, x: 420, size: 120 }

export interface PeopleStudy {
  readonly db: Database
  readonly context: TestContext
  readonly inference: FakeInference
  readonly media: FakeMedia
  readonly people: PeopleService
  /** Another one on the same study, as after it was closed and opened. */
  reopen(db?: Database): PeopleService
}

export interface PeopleSetUp {
  readonly db?: Database
  readonly faces?: FakeFaces
  readonly videoFile?: (videoId: number) => string | null
  readonly folder?: string
}

/** The people service of a study that is in memory. Patient and clinician are in every video when not said. */
export function aPeopleStudy(setUp: PeopleSetUp = {}): PeopleStudy {
  const { db = openMemoryStudy(), faces = () => [patientFace, clinicianFace], folder = '/study' } = setUp
  const { videoFile = (videoId: number) => `/study/${String(videoId)}.mp4` } = setUp
  const inference = createFakeInference(() => new Error('not part of this test'), faces)
  const media = fakeMedia()
  const deps = { media, packs: fakePackStore(), inference, videoFile }
  const context = aContext({ db, folder })
  const reopen = (other: Database = db): PeopleService =>
    createPeopleService(aContext({ db: other, folder }), deps)
  onTestFinished(() => {
    db.close()
  })
  return { db, context, inference, media, people: createPeopleService(context, deps), reopen }
}

/** A session with one video, and clips that are spans of it. */
export function addLongVideo(
  db: Database,
  { patient = 'P001', visit = 'baseline', date = '2026-01-01', seconds = 30 } = {},
): { sessionId: number; videoId: number; clipIds: number[] } {
  const { sessionId, clipIds } = addSession(db, { patient, visit, date, clips: 1 })
  const [whole = NaN] = clipIds
  const videoId = db.prepare('SELECT video_id FROM clips WHERE id = ?').pluck().get(whole) as number
  db.prepare('UPDATE videos SET duration_ms = ? WHERE id = ?').run(seconds * 1000, videoId)
  db.prepare('UPDATE clips SET end_ms = ? WHERE id = ?').run(seconds * 1000, whole)
  return { sessionId, videoId, clipIds }
}

/** The person whose face covers this column of the picture most of the time, by mean place. */
export function roleOf(found: SessionPeople, label: string): Pick<Person, 'role' | 'confirmed'> {
  const person = personOf(found, label)
  return { role: person.role, confirmed: person.confirmed }
}

export function personOf({ people }: SessionPeople, label: string): Person {
  const person = people.find((one) => one.label === label)
  if (person === undefined) throw new Error(`there is no ${label}`)
  return person
}

export const patientOf = ({ people }: SessionPeople): Person | null =>
  people.find(({ role }) => role === 'patient') ?? null
