import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { fakeStretchMs } from '../../../../../helpers/fake-inference.ts'
import type { FakeFace } from '../../../../../helpers/fake-inference.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { findPeopleJob } from '#core/areas/people/find-people-job.ts'
import { addSession, watchedControl } from '../../../../../helpers/memory-study.ts'
import {
  addLongVideo,
  aPeopleStudy,
  clinicianFace,
  patientFace,
  patientOf,
  personOf,
  roleOf,
} from '../../../../../helpers/people-study.ts'

const code = (wanted: string): AppError => expect.objectContaining({ code: wanted }) as AppError

describe('finding people', () => {
  test('makes out who is in a session, longest on screen first, and proposes the patient with a reason', async () => {
    const { db, people } = aPeopleStudy({
      faces: (_, timeMs) => (timeMs < 10_000 ? [patientFace, clinicianFace] : [patientFace]),
    })
    const { sessionId, videoId } = addLongVideo(db, { seconds: 20 })
    expect(people.get(sessionId)).toMatchObject({ people: [], videos: [{ lookedAt: false }] })
    expect(await people.find([sessionId], watchedControl())).toEqual({ videos: 1, people: 2 })
    const found = people.get(sessionId)
    expect(found.videos).toEqual([{ videoId, fileName: 'clip-1.mp4', durationMs: 20_000, lookedAt: true }])
    expect(found.people.map(({ label, role, confirmed, seenShare, seenMs }) => [label, role, confirmed, seenShare, seenMs]))
      .toEqual([
        ['Person A', 'patient', false, 1, 20_000],
        ['Person B', 'unknown', false, 0.5, 10_000],
      ]) // prettier-ignore
    expect(personOf(found, 'Person A').reason).toMatch(/\.$/)
    expect(personOf(found, 'Person B').tracks).toMatchObject([
      { videoId, startMs: 0, endMs: 9800, frames: 50, meanHeightPx: 120 },
    ])
  })

  test('is the same person across the videos of a session', async () => {
    const { db, people } = aPeopleStudy()
    const { sessionId } = addSession(db, { patient: 'P001', clips: 3 })
    await people.find([sessionId], watchedControl())
    expect(people.get(sessionId).people.map(({ tracks }) => tracks.length)).toEqual([3, 3])
  })

  test('looks at nothing twice, and changes nothing then', async () => {
    const { db, people, inference, reopen } = aPeopleStudy()
    const { sessionId } = addLongVideo(db)
    await people.find(null, watchedControl())
    const [before, stretches] = [people.get(sessionId), inference.searched.length]
    expect(await reopen().find(null, watchedControl())).toEqual({ videos: 1, people: 2 })
    expect(inference.searched).toHaveLength(stretches)
    expect(people.get(sessionId)).toEqual(before)
  })

  test('tells how far it is in videos, those that were looked at before among them', async () => {
    const { db, people } = aPeopleStudy()
    addSession(db, { patient: 'P001', clips: 2 })
    const control = watchedControl()
    await people.find(null, control)
    expect(control.steps).toEqual([
      [1, 2],
      [2, 2],
    ])
    expect(control.stages).toEqual(findPeopleJob.stages)
    addSession(db, { patient: 'P002', clips: 1 })
    const again = watchedControl()
    await people.find(null, again)
    expect(again.steps).toEqual([[3, 3]])
  })

  test('of a session in which nobody is seen finds nobody, which is no error', async () => {
    const { db, people } = aPeopleStudy({ faces: () => [] })
    const { sessionId, videoId, clipIds } = addLongVideo(db)
    expect(await people.find(null, watchedControl())).toEqual({ videos: 1, people: 0 })
    expect(people.get(sessionId)).toMatchObject({ people: [], videos: [{ lookedAt: true }] })
    expect(people.subject(videoId)?.times).toHaveLength(0)
    expect(people.clipQuality(clipIds[0] ?? NaN)).toMatchObject({
      ...{ usableShare: 0, grade: 'unusable', others: [], patientSeen: false },
      reasons: ['No face was found in this clip.'],
    })
  })

  test('goes on past a video that cannot be read or is not there, and names both', async () => {
    const { db, people } = aPeopleStudy({
      faces: ({ videoId }) =>
        videoId === 1 ? { code: 'media-unreadable', message: 'clip-1.mp4 is damaged.' } : [patientFace],
      videoFile: (videoId) => (videoId === 2 ? null : '/there.mp4'),
    })
    const { sessionId } = addSession(db, { patient: 'P001', clips: 3 })
    const control = watchedControl()
    expect(await people.find(null, control)).toEqual({ videos: 1, people: 1 })
    expect(control.failures).toEqual([
      {
        item: 'clip-2.mp4',
        message: 'The video “clip-2.mp4” of P001 baseline is not where the study expects it.',
      },
      { item: 'clip-1.mp4', message: 'clip-1.mp4 is damaged.' },
    ])
    expect(people.get(sessionId).videos.map(({ lookedAt }) => lookedAt)).toEqual([false, false, true])
    expect([1, 2, 3].map((videoId) => people.subject(videoId) === null)).toEqual([true, true, false])
  })

  test('that breaks off because the detector is broken says so', async () => {
    const { db, people } = aPeopleStudy({
      faces: () => {
        throw new AppError('detector-failed', 'The face detector gave no usable answer.')
      },
    })
    addLongVideo(db)
    await expect(people.find(null, watchedControl())).rejects.toEqual(code('detector-failed'))
  })
})

describe('finding people that is cut off', () => {
  const hour = { seconds: (6 * fakeStretchMs) / 1000 }

  test('by cancelling goes on after the last stretch that was stored', async () => {
    const abort = new AbortController()
    const { db, people, inference, reopen } = aPeopleStudy({
      faces: (_, timeMs) => {
        if (timeMs >= 3 * fakeStretchMs) abort.abort()
        return [patientFace]
      },
    })
    const { sessionId, videoId } = addLongVideo(db, hour)
    const cut = people.find(null, { ...watchedControl(), signal: abort.signal })
    await expect(cut).rejects.toEqual(code('cancelled'))
    expect(people.get(sessionId)).toMatchObject({ people: [], videos: [{ lookedAt: false }] })
    expect([people.subject(videoId), people.paths(videoId)]).toEqual([null, []])
    await reopen().find(null, watchedControl())
    expect(inference.searched.map(({ startMs }) => startMs)).toEqual(
      [0, 1, 2, 3, 4, 5].map((n) => n * fakeStretchMs),
    )
    expect(people.get(sessionId).people).toMatchObject([{ seenShare: 1, tracks: [{ frames: 300 }] }])
  })

  test('by a kill after any stretch ends with the same people as without', async () => {
    const asOnce = aPeopleStudy()
    const { sessionId } = addLongVideo(asOnce.db, hour)
    await asOnce.people.find(null, watchedControl())
    for (const killedAfter of [1, 2, 3, 4, 5, 6]) {
      const life = { isFirst: true }
      const { db, people, inference, reopen } = aPeopleStudy({
        faces: (_, timeMs) => {
          if (life.isFirst && timeMs === killedAfter * fakeStretchMs) throw new Error('killed')
          return [patientFace, clinicianFace]
        },
      })
      addLongVideo(db, hour)
      await people.find(null, watchedControl()).catch(() => undefined)
      // A killed process leaves its stretches, and nothing of what comes after the last of them.
      db.exec('DELETE FROM clip_quality; DELETE FROM face_tracks; DELETE FROM people')
      expect(people.subject(1)).toBeNull()
      life.isFirst = false
      await reopen().find(null, watchedControl())
      expect(inference.searched).toHaveLength(6)
      const withoutIds = (found: object): string =>
        JSON.stringify(found).replaceAll(/"(id|personId)":\d+/g, '')
      expect(withoutIds(people.get(sessionId))).toBe(withoutIds(asOnce.people.get(sessionId)))
    }
  })

  test('waits for another that is at work, and then finds it done', async () => {
    const { db, people, inference } = aPeopleStudy()
    addLongVideo(db)
    await Promise.all([people.find(null, watchedControl()), people.find(null, watchedControl())])
    expect(inference.searched).toHaveLength(3)
  })

  test('while it waits ends at once when it is cancelled', async () => {
    const { db, people } = aPeopleStudy()
    addLongVideo(db)
    const waiting = watchedControl()
    const first = people.find(null, watchedControl())
    const second = people.find(null, waiting)
    waiting.abort.abort()
    await expect(second).rejects.toEqual(code('cancelled'))
    expect(await first).toMatchObject({ videos: 1 })
  })
})

describe('saying who is who', () => {
  async function found(setUp: Parameters<typeof aPeopleStudy>[0] = {}) {
    const study = aPeopleStudy(setUp)
    const { sessionId, videoId, clipIds } = addLongVideo(study.db)
    await study.people.find(null, watchedControl())
    const idOf = (label: string): number => personOf(study.people.get(sessionId), label).id
    return { ...study, sessionId, videoId, clipId: clipIds[0] ?? NaN, idOf }
  }

  test('makes somebody the patient in place of who was proposed, and confirms it', async () => {
    const { people, sessionId, idOf, context } = await found()
    const after = people.edit(sessionId, { kind: 'role', personId: idOf('Person B'), role: 'patient' })
    expect(roleOf(after, 'Person B')).toEqual({ role: 'patient', confirmed: true })
    expect(roleOf(after, 'Person A')).toEqual({ role: 'unknown', confirmed: false })
    expect(personOf(after, 'Person B').reason).toBe('')
    expect(context.journal.undoable(null).undo).not.toBeNull()
    expect(context.announced.at(-1)).toEqual(['people', 'library', 'predictions'])
  })

  test('takes the role from a patient whom a person had confirmed', async () => {
    const { people, sessionId, idOf } = await found()
    people.edit(sessionId, { kind: 'role', personId: idOf('Person A'), role: 'patient' })
    const after = people.edit(sessionId, { kind: 'role', personId: idOf('Person B'), role: 'patient' })
    expect(after.people.filter(({ role }) => role === 'patient').map(({ label }) => label)).toEqual([
      'Person B',
    ])
  })

  test('who is not the patient proposes somebody else, as long as there is one of whom nothing was said', async () => {
    const { people, sessionId, idOf } = await found()
    const after = people.edit(sessionId, { kind: 'role', personId: idOf('Person A'), role: 'clinician' })
    expect(roleOf(after, 'Person B')).toEqual({ role: 'patient', confirmed: false })
    const nobody = people.edit(sessionId, { kind: 'role', personId: idOf('Person B'), role: 'other' })
    expect(patientOf(nobody)).toBeNull()
  })

  test('moves the subject of the video and the grade of its clips', async () => {
    const { people, sessionId, videoId, clipId, idOf } = await found({
      faces: (_, timeMs) => (timeMs < 6000 ? [patientFace, clinicianFace] : [patientFace]),
    })
    const first = people.subject(videoId)
    expect(first?.boxes[0]).toBeCloseTo(80 / 640, 5)
    expect(people.clipQuality(clipId)).toMatchObject({ usableShare: 1, frames: 150 })
    people.edit(sessionId, { kind: 'role', personId: idOf('Person B'), role: 'patient' })
    expect(people.subject(videoId)?.boxes[0]).toBeCloseTo(420 / 640, 5)
    const after = people.clipQuality(clipId)
    expect(after?.usableShare).toBeCloseTo(0.2, 9)
    expect(after).toMatchObject({ others: ['Person A'], patientSeen: true })
    expect(after?.reasons.join(' ')).toContain('the face seen is Person A’s')
  })

  test('two who are one become the first, with what a person had said of either', async () => {
    const { people, sessionId, idOf } = await found()
    people.edit(sessionId, { kind: 'role', personId: idOf('Person B'), role: 'clinician' })
    const [a, b] = [idOf('Person A'), idOf('Person B')]
    const after = people.edit(sessionId, { kind: 'merge', personIds: [a, b] })
    expect(after.people).toMatchObject([{ id: a, label: 'Person A', role: 'clinician', confirmed: true }])
    expect(after.people[0]?.tracks).toHaveLength(2)
  })

  test('tracks go to a new person, or to another; a person without tracks is gone', async () => {
    const { people, sessionId, idOf } = await found()
    const trackIds = personOf(people.get(sessionId), 'Person B').tracks.map(({ id }) => id)
    const parted = people.edit(sessionId, { kind: 'assign', trackIds, personId: null })
    expect(parted.people.map(({ label }) => label).sort()).toEqual(['Person A', 'Person C'])
    const joined = people.edit(sessionId, { kind: 'assign', trackIds, personId: idOf('Person A') })
    expect(joined.people.map(({ label, tracks }) => [label, tracks.length])).toEqual([['Person A', 2]])
  })

  test('refuses people and tracks that are not in the session', async () => {
    const { db, people, sessionId, idOf } = await found()
    const other = addSession(db, { patient: 'P002' })
    await people.find([other.sessionId], watchedControl())
    const stranger = people.get(other.sessionId).people[0]
    const edits = [
      { kind: 'role', personId: stranger?.id ?? NaN, role: 'patient' },
      { kind: 'merge', personIds: [idOf('Person A'), 999] },
      { kind: 'assign', trackIds: stranger?.tracks.map(({ id }) => id) ?? [], personId: idOf('Person A') },
      { kind: 'assign', trackIds: [1], personId: 999 },
    ] as const
    const before = people.get(sessionId)
    for (const edit of edits) {
      expect(() => people.edit(sessionId, edit as never)).toThrow(code('not-found'))
    }
    expect(() =>
      people.edit(sessionId, { kind: 'merge', personIds: [idOf('Person A'), idOf('Person A')] }),
    ).toThrow(code('bad-request'))
    expect(people.get(sessionId)).toEqual(before)
  })

  test('can be taken back step by step and done again, ids and reasons included', async () => {
    const { people, context, sessionId, videoId, idOf } = await found()
    const states = [people.get(sessionId)]
    const [a, b] = [idOf('Person A'), idOf('Person B')]
    states.push(people.edit(sessionId, { kind: 'role', personId: b, role: 'patient' }))
    states.push(people.edit(sessionId, { kind: 'merge', personIds: [a, b] }))
    const trackIds = states[2]?.people[0]?.tracks.slice(0, 1).map(({ id }) => id) ?? []
    states.push(people.edit(sessionId, { kind: 'assign', trackIds, personId: null }))
    const subject = people.subject(videoId)
    for (const at of [2, 1, 0]) {
      context.journal.undo(null)
      expect(people.get(sessionId)).toEqual(states[at])
    }
    for (const at of [1, 2, 3]) {
      context.journal.redo(null)
      expect(people.get(sessionId)).toEqual(states[at])
    }
    expect(people.subject(videoId)).toEqual(subject)
  })

  test('takes back the newest step first, and forgets what was taken back when something else is said', async () => {
    const { people, context, sessionId, idOf } = await found()
    const first = people.edit(sessionId, { kind: 'role', personId: idOf('Person A'), role: 'patient' })
    people.edit(sessionId, { kind: 'role', personId: idOf('Person B'), role: 'clinician' })
    context.journal.undo(null)
    expect(people.get(sessionId)).toEqual(first)
    const other = people.edit(sessionId, { kind: 'role', personId: idOf('Person B'), role: 'other' })
    expect(context.journal.redo(null)).toBeNull()
    expect(people.get(sessionId)).toEqual(other)
  })

  test('of something that is so already is no step', async () => {
    const { people, context, sessionId, idOf } = await found()
    const edit = { kind: 'role', personId: idOf('Person A'), role: 'patient' } as const
    people.edit(sessionId, edit)
    const { undo } = context.journal.undoable(null)
    people.edit(sessionId, edit)
    expect(context.journal.undoable(null).undo).toEqual(undo)
  })
})

describe('a video that comes later', () => {
  /** Person 3 comes in the second video. */
  const faces = ({ videoId }: { videoId: number }): FakeFace[] =>
    videoId === 1 ? [patientFace, clinicianFace] : [patientFace, { ...clinicianFace, person: 3 }]

  async function withFirstVideo() {
    const study = aPeopleStudy({ faces })
    const { sessionId } = addSession(study.db, { patient: 'P001', clips: 2 })
    const control = watchedControl()
    await study.people.look([1], control)
    const idOf = (label: string): number => personOf(study.people.get(sessionId), label).id
    return { ...study, sessionId, idOf }
  }

  test('makes people out anew while nobody has said anything, as if both had come at once', async () => {
    const { people, sessionId } = await withFirstVideo()
    expect(people.get(sessionId).people).toHaveLength(2)
    await people.find(null, watchedControl())
    const found = people.get(sessionId)
    expect(found.people.map(({ label, role, tracks }) => [label, role, tracks.length])).toEqual([
      ['Person A', 'patient', 2],
      ['Person B', 'unknown', 1],
      ['Person C', 'unknown', 1],
    ])
  })

  test('leaves roles and hand work as they are, and its faces join who is there', async () => {
    const { people, sessionId, idOf } = await withFirstVideo()
    const [a, b] = [idOf('Person A'), idOf('Person B')]
    people.edit(sessionId, { kind: 'role', personId: b, role: 'patient' })
    await people.find(null, watchedControl())
    const found = people.get(sessionId)
    expect(
      found.people.map(({ id, role, confirmed, tracks }) => [id, role, confirmed, tracks.length]),
    ).toEqual([
      [a, 'unknown', false, 2],
      [b, 'patient', true, 1],
      [expect.any(Number), 'unknown', false, 1],
    ])
  })

  test('does not part again what was put together by hand, nor lose it when that is taken back', async () => {
    const { people, context, sessionId, idOf } = await withFirstVideo()
    const before = people.get(sessionId)
    const [a, b] = [idOf('Person A'), idOf('Person B')]
    people.edit(sessionId, { kind: 'merge', personIds: [a, b] })
    await people.find(null, watchedControl())
    expect(people.get(sessionId).people.map(({ id, tracks }) => [id, tracks.length])).toEqual([
      [a, 3],
      [expect.any(Number), 1],
    ])
    context.journal.undo(null)
    const back = people.get(sessionId)
    expect(back.people.map(({ label, tracks }) => [label, tracks.length])).toEqual([
      ['Person A', 2],
      ['Person B', 1],
      ['Person C', 1],
    ])
    expect(personOf(back, 'Person A').id).toBe(personOf(before, 'Person A').id)
  })
})

describe('a video that is looked at anew', () => {
  async function lookedAtAnew(later: FakeFace[]) {
    const now = { faces: [patientFace, clinicianFace] }
    const study = aPeopleStudy({ faces: () => now.faces })
    const { sessionId } = addLongVideo(study.db)
    await study.people.find(null, watchedControl())
    const b = personOf(study.people.get(sessionId), 'Person B').id
    study.people.edit(sessionId, { kind: 'role', personId: b, role: 'patient' }, 'AB')
    now.faces = later
    // Another content is found by another key.
    study.db.exec(`UPDATE videos SET sha256 = '${'e'.repeat(64)}'`)
    await study.people.find(null, watchedControl())
    return { ...study, sessionId, service: serviceOf(study.context) }
  }

  test('has the faces of those whose they were, also of two who are there all the time', async () => {
    const { people, sessionId, service } = await lookedAtAnew([patientFace, clinicianFace])
    const found = people.get(sessionId)
    expect(found.people.map(({ label, role, tracks }) => [label, role, tracks.length])).toEqual([
      ['Person A', 'unknown', 1],
      ['Person B', 'patient', 1],
    ])
    expect(service.list({}, { limit: 9 }).entries.map(({ action }) => action)).toEqual(['people.role'])
    expect(service.verify().problems).toEqual([])
  })

  test('in which somebody is not seen any more has that in the journal, as the program’s', async () => {
    const { people, sessionId, service } = await lookedAtAnew([patientFace])
    expect(people.get(sessionId).people.map(({ label }) => label)).toEqual(['Person A'])
    const [entry] = service.list({}, { limit: 9 }).entries
    expect(entry).toMatchObject({ action: 'people.find', rater: null, step: null })
    expect(entry?.changes).toMatchObject([{ before: { role: 'patient' }, after: null }])
    expect(service.verify().problems).toEqual([])
    expect(() => service.undo('AB')).toThrow(
      'The role of Person B of P001 baseline was changed since, by the program',
    )
  })
})

describe('who is who in the journal', () => {
  test('is a step in the list of whoever said so, with all that follows from it', async () => {
    const { db, people, context } = aPeopleStudy()
    const { sessionId } = addLongVideo(db)
    await people.find(null, watchedControl())
    const before = people.get(sessionId)
    const [a, b] = [personOf(before, 'Person A').id, personOf(before, 'Person B').id]
    people.edit(sessionId, { kind: 'merge', personIds: [a, b] }, 'AB')
    expect(context.journal.undoable('AB').undo).toMatchObject({
      label: 'Person A and Person B of P001 baseline as one person',
      place: { kind: 'people', sessionId },
    })
    expect(context.journal.undo('AB')).toMatchObject({ areas: ['people', 'library', 'predictions'] })
    expect(people.get(sessionId)).toEqual(before)
    context.journal.redo('AB')
    expect(people.get(sessionId).people).toHaveLength(1)
    expect(serviceOf(context).verify().problems).toEqual([])
    db.exec("UPDATE people SET confirmed = 1, role = 'clinician' WHERE label = 'Person A'")
    expect(serviceOf(context).verify().problems).toEqual([])
    db.exec(
      "INSERT INTO people (session_id, label, role, confirmed, reason, created_utc) VALUES (1, 'Person X', 'other', 0, '', ''); UPDATE face_tracks SET person_id = last_insert_rowid() WHERE id = 2",
    )
    expect(serviceOf(context).verify().problems).toHaveLength(1)
  })
})

describe('the next visit', () => {
  /** The clinician comes nearer, and would be proposed. */
  const faces = ({ videoId }: { videoId: number }): FakeFace[] =>
    videoId === 1
      ? [patientFace, clinicianFace]
      : [
          { ...patientFace, size: 100 },
          { ...clinicianFace, size: 220 },
        ]

  function twoVisits() {
    const study = aPeopleStudy({ faces })
    const first = addLongVideo(study.db, { visit: 'baseline', date: '2026-01-01' }).sessionId
    const second = addLongVideo(study.db, { visit: 'week 6', date: '2026-02-12' }).sessionId
    const patientX = (sessionId: number): number => {
      const track = patientOf(study.people.get(sessionId))?.tracks[0]
      const path = study.people.paths(track?.videoId ?? NaN).find(({ trackId }) => trackId === track?.id)
      return Math.round((path?.boxes[0] ?? NaN) * 640)
    }
    const confirm = (sessionId: number): void => {
      const personId = patientOf(study.people.get(sessionId))?.id ?? NaN
      study.people.edit(sessionId, { kind: 'role', personId, role: 'patient' })
    }
    return { ...study, first, second, patientX, confirm }
  }

  test('proposes by itself while nobody has confirmed who the patient is', async () => {
    const { people, first, second, patientX } = twoVisits()
    await people.find(null, watchedControl())
    expect([patientX(first), patientX(second)]).toEqual([80, 420])
    expect(patientOf(people.get(second))?.likeEarlierVisit).toBeNull()
  })

  test('knows the patient again by the face, found before or after it was confirmed', async () => {
    const { people, first, second, patientX, confirm } = twoVisits()
    await people.find([first], watchedControl())
    confirm(first)
    await people.find([second], watchedControl())
    expect(patientX(second)).toBe(80)
    expect(patientOf(people.get(second))).toMatchObject({ confirmed: false, likeEarlierVisit: 'baseline' })
    expect(patientOf(people.get(second))?.reason).toMatch(/earlier visit/)

    const late = twoVisits()
    await late.people.find(null, watchedControl())
    late.confirm(late.first)
    expect(late.patientX(late.second)).toBe(80)
    late.context.journal.undo(null)
    expect(late.patientX(late.second)).toBe(420)
  })

  test('is not overruled where a person has said who the patient is', async () => {
    const { people, first, second, patientX, confirm } = twoVisits()
    await people.find(null, watchedControl())
    confirm(second)
    confirm(first)
    expect(patientX(second)).toBe(420)
  })

  test('of another patient is not compared', async () => {
    const { db, people, first, confirm } = twoVisits()
    const { sessionId } = addLongVideo(db, { patient: 'P002' })
    await people.find(null, watchedControl())
    confirm(first)
    expect(patientOf(people.get(sessionId))?.likeEarlierVisit).toBeNull()
  })
})

test('paths are everybody’s, in shares of the picture, with who they are', async () => {
  const { db, people } = aPeopleStudy()
  const { videoId } = addLongVideo(db, { seconds: 1 })
  await people.find(null, watchedControl())
  const [patient, clinician] = people.paths(videoId)
  expect(patient).toMatchObject({
    label: 'Person A',
    role: 'patient',
    timesMs: Float64Array.of(0, 200, 400, 600, 800),
  })
  expect(Array.from(patient?.boxes.subarray(0, 4) ?? [])).toEqual(
    [80 / 640, 100 / 480, 200 / 640, 200 / 480].map((share) => Math.fround(share)),
  )
  expect(clinician).toMatchObject({ label: 'Person B', role: 'unknown' })
})

test('a session that is not in the study is not found', () => {
  const { people } = aPeopleStudy()
  expect(() => people.get(9)).toThrow(code('not-found'))
})
