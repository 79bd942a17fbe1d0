import { describe, expect, it } from 'vitest'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createCorrectionService } from '#core/areas/correction/correction-service.ts'
import { aControl } from '../../../../../helpers/a-study.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { addRater, addSession } from '../../../../../helpers/memory-study.ts'
import { addLongVideo, aPeopleStudy } from '../../../../../helpers/people-study.ts'

/** Two visits with a video each, in which a patient and a clinician are seen; the video of the first is in the wrong place. */
async function aWrongPlace({ isPatientKnown = true } = {}) {
  const { db, context, people } = aPeopleStudy()
  const first = addLongVideo(db, { visit: 'baseline' })
  const second = addLongVideo(db, { visit: 'week 4' })
  await people.find(null, aControl())
  const patient = people.get(first.sessionId).people.find(({ role }) => role === 'patient')
  if (patient === undefined) throw new Error('A patient is proposed.')
  people.edit(first.sessionId, { kind: 'role', personId: patient.id, role: 'patient' }, 'AB')
  if (isPatientKnown) {
    const other = people.get(second.sessionId).people.find(({ role }) => role === 'patient')
    people.edit(second.sessionId, { kind: 'role', personId: other?.id ?? 0, role: 'patient' }, 'AB')
  }
  const raterId = addRater(db, 'AB')
  const captions = createCaptionService(context)
  captions.save({ clipId: first.clipIds[0] ?? 0, raterId, text: 'Smiles', startMs: null, endMs: null })
  const corrections = createCorrectionService(context, { people })
  const seen = (sessionId: number) =>
    people
      .get(sessionId)
      .people.map(({ label, role, confirmed, tracks }) => [label, confirmed ? role : null, tracks.length])
      .sort()
  const move = () => {
    corrections.moveVideo({ videoId: first.videoId, sessionId: second.sessionId, rater: 'AB' })
  }
  const clips = (sessionId: number) =>
    context.repositories.clips
      .rows()
      .filter((clip) => clip.sessionId === sessionId)
      .map(({ id, ordinal, captioned }) => [id, ordinal, captioned])
      .sort()
  return { db, context, people, first, second, corrections, move, seen, clips, journal: serviceOf(context) }
}

describe('a video of the wrong visit', () => {
  it('is moved as one step with its clips, their captions and whoever is seen in it', async () => {
    const { first, second, move, seen, clips, journal } = await aWrongPlace()
    const before = [seen(first.sessionId), seen(second.sessionId)]
    expect(before[0]).toHaveLength(2)
    move()
    expect(seen(first.sessionId)).toEqual([])
    // By labels of their own; a visit has one patient at most, and a person says who the other is.
    expect(seen(second.sessionId)).toHaveLength(4)
    expect(seen(second.sessionId).filter(([, role]) => role === 'patient')).toHaveLength(1)
    expect(clips(first.sessionId)).toEqual([])
    expect(clips(second.sessionId)).toEqual([
      [first.clipIds[0], 1, true],
      [second.clipIds[0], 2, false],
    ])
    expect(journal.verify().problems).toEqual([])

    expect(journal.undo('AB')).toMatchObject({ place: { kind: 'visit', sessionId: first.sessionId } })
    expect([seen(first.sessionId), seen(second.sessionId)]).toEqual(before)
    expect(clips(first.sessionId)).toEqual([[first.clipIds[0], 1, true]])
    expect(journal.verify().problems).toEqual([])

    journal.redo('AB')
    expect(seen(first.sessionId)).toEqual([])
    expect(seen(second.sessionId)).toHaveLength(4)
    expect(journal.verify().problems).toEqual([])
  })

  it('keeps its patient where the other visit has none that a person named', async () => {
    const { second, move, seen, journal } = await aWrongPlace({ isPatientKnown: false })
    move()
    expect(seen(second.sessionId).filter(([, role]) => role === 'patient')).toHaveLength(1)
    expect(journal.verify().problems).toEqual([])
  })

  it('takes its faces along to a visit in which nobody was seen, there and back', async () => {
    const { db, first, corrections, seen, journal } = await aWrongPlace()
    const before = seen(first.sessionId)
    const { sessionId } = addSession(db, { patient: 'P001', visit: 'week 8' })
    // Whose faces are put to people of another visit than that of their video.
    const astray = db
      .prepare(
        `SELECT count(*) FROM face_tracks JOIN people ON people.id = person_id JOIN videos ON videos.id = video_id
         WHERE people.session_id <> videos.session_id`,
      )
      .pluck()
    corrections.moveVideo({ videoId: first.videoId, sessionId, rater: 'AB' })
    expect(astray.get()).toBe(0)
    expect(seen(sessionId)).toHaveLength(2)
    expect(journal.verify().problems).toEqual([])
    journal.undo('AB')
    expect(astray.get()).toBe(0)
    expect(seen(first.sessionId)).toEqual(before)
    journal.redo('AB')
    expect(astray.get()).toBe(0)
    expect(journal.verify().problems).toEqual([])
  })

  it('takes along what raters were shown, so that nobody is blind anew', async () => {
    const { db, first, second, move, journal } = await aWrongPlace()
    const shown = db.prepare('SELECT session_id, kind FROM exposures ORDER BY session_id')
    db.prepare(`INSERT INTO exposures VALUES (1, ?, 'others', '2026-01-01')`).run(first.sessionId)
    move()
    const both = [first, second].map(({ sessionId }) => ({ session_id: sessionId, kind: 'others' }))
    expect(shown.all()).toEqual(both)
    journal.undo('AB')
    expect(shown.all()).toEqual(both)
  })

  it('stays where it is when the other visit has the same recording, or there is no such visit', async () => {
    const { db, first, second, corrections, move, journal } = await aWrongPlace()
    const sha = db.prepare('SELECT sha256 FROM videos WHERE id = ?').pluck().get(first.videoId)
    db.prepare('UPDATE videos SET sha256 = ? WHERE id = ?').run(sha, second.videoId)
    expect(move).toThrow('The visit has this video already')
    expect(() => {
      corrections.moveVideo({ videoId: first.videoId, sessionId: 999, rater: null })
    }).toThrow('is not in the study')
    expect(journal.verify().problems).toEqual([])
  })
})
