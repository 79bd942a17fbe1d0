import { changedIds } from '#shared/domain/study.ts'
import { describe, expect, it } from 'vitest'
import { createCutService } from '#core/areas/cutting/cut-service.ts'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createCorrectionService } from '#core/areas/correction/correction-service.ts'
import { createPromptSetService } from '#core/areas/prediction/prompt-set-service.ts'
import { createRaterService } from '#core/areas/rating/rater-service.ts'
import { createScaleService, installBuiltInScales } from '#core/areas/rating/scale-service.ts'
import { createScoreService } from '#core/areas/rating/score-service.ts'
import { inTransaction } from '#core/db/sql.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import { cutDependencies } from '../../../../../helpers/a-cut-study.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { fakePackStore } from '../../../../../helpers/fake-inference.ts'
import { addRater, addSession, watchedControl } from '../../../../../helpers/memory-study.ts'
import { aPeopleStudy } from '../../../../../helpers/people-study.ts'
import { createRandomActions, drawing } from '../../../../../helpers/random-actions.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'
import { thorough } from '../../../../../helpers/thorough.ts'

function aBusyStudy() {
  let ms = Date.UTC(2024, 4, 3)
  const db = openTestDb()
  const context = aContext({ db, nowUtc: () => new Date((ms += 700)).toISOString() })
  installBuiltInScales(context, scalesFolder)
  const { sessionId, clipIds } = addSession(db, { patient: 'P001', clips: 3 })
  const raters = ['AB', 'CD'].map((code) => ({ code, id: addRater(db, code) }))
  const service = createStudyJournal(context.repositories, {
    ...{ computer: '', place: '', nowUtc: context.nowUtc },
    inTransaction: (work) => inTransaction(db, work),
  }).service()
  return {
    ...context,
    db,
    sessionId,
    clipIds,
    raters,
    service,
    captions: createCaptionService(context),
    scores: createScoreService(context),
    cuts: createCutService(context, cutDependencies()),
    videoId: context.repositories.clips.get(clipIds[0] ?? 0)?.videoId ?? 0,
  }
}

/** What is in the tables, whatever it says when it was written. */
const tablesOf = ({ db }: ReturnType<typeof aBusyStudy>) => [
  db.prepare('SELECT clip_id, rater_id, text, start_ms, origin FROM annotations ORDER BY 1, 2, 4').all(),
  db
    .prepare('SELECT session_id, rater_id, item_id, value, missing_reason FROM scores ORDER BY 1, 2, 3')
    .all(),
]

describe('captions, scores and clips', () => {
  it('come back step by step to what there was, and forth again', () => {
    const study = aBusyStudy()
    const [clipId = 0] = study.clipIds
    const raterId = study.raters[0]?.id ?? 0
    const seen = [tablesOf(study)]
    const steps = [
      () =>
        study.scores.save({
          sessionId: study.sessionId,
          raterId,
          scaleId: 'panss-negative',
          itemId: 'n1',
          value: 3,
          missingReason: null,
        }),
      () => study.captions.save({ clipId, raterId, startMs: null, endMs: null, text: 'Smiles' }),
      () =>
        study.scores.save({
          sessionId: study.sessionId,
          raterId,
          scaleId: 'panss-negative',
          itemId: 'n1',
          value: null,
          missingReason: null,
        }),
      () => study.captions.save({ clipId, raterId, startMs: null, endMs: null, text: '' }),
    ]
    for (const step of steps) {
      step()
      seen.push(tablesOf(study))
    }
    for (const before of seen.toReversed().slice(1)) {
      study.service.undo('AB')
      expect(tablesOf(study)).toEqual(before)
    }
    for (const after of seen.slice(1)) {
      study.service.redo('AB')
      expect(tablesOf(study)).toEqual(after)
    }
  })

  it('are named in the user’s words, and lead to where they are shown', () => {
    const study = aBusyStudy()
    const [clipId = 0] = study.clipIds
    const raterId = study.raters[0]?.id ?? 0
    study.captions.save({ clipId, raterId, startMs: null, endMs: null, text: 'Smiles' })
    expect(study.service.undoable('AB').undo).toMatchObject({
      label: 'caption of P001 baseline clip 1',
      place: { kind: 'caption', clipId },
    })
    const place = { sessionId: study.sessionId, scaleId: 'panss-negative', itemId: 'n1' }
    study.scores.save({ ...place, raterId, value: 3, missingReason: null }, undefined, 'CD')
    expect(study.service.undoable('CD').undo).toMatchObject({
      label: 'score of P001 baseline, N1 Blunted affect by AB',
      place: { kind: 'score', ...place },
    })
    expect(study.service.undoable('AB').undo?.place).toMatchObject({ kind: 'caption' })
  })

  it('name the rows that the window knows by their ids', () => {
    const study = aBusyStudy()
    const { clipIds, sessionId, videoId, changes } = study
    const [clipId = 0] = clipIds
    const raterId = study.raters[0]?.id ?? 0
    study.captions.save({ clipId, raterId, startMs: null, endMs: null, text: 'Smiles' })
    const place = { sessionId, scaleId: 'panss-negative', itemId: 'n1' }
    study.scores.save({ ...place, raterId, value: 3, missingReason: null })
    study.cuts.edit(videoId, { kind: 'split', clipId, atMs: 1000 }, 'AB')
    const [caption, score, cut] = changes
    expect(caption).toEqual({ areas: ['captions', 'library'], ids: changedIds({ clips: [clipId] }) })
    expect(score).toEqual({
      areas: ['scores', 'library'],
      ids: changedIds({ visits: [sessionId], scales: ['panss-negative'] }),
    })
    expect(cut?.ids).toMatchObject({
      visits: [sessionId],
      clips: expect.arrayContaining([clipId]) as unknown,
    })
    expect(changes).toHaveLength(3)
  })

  it('come back after a cut, which is a step in the list of whoever made it', () => {
    const study = aBusyStudy()
    const { cuts, videoId, service, clipIds } = study
    const before = cuts.state(videoId)
    const cut = cuts.edit(videoId, { kind: 'split', clipId: clipIds[0] ?? 0, atMs: 1000 }, 'CD')
    expect(service.undoable('AB').undo).toBeNull()
    expect(service.undoable('CD').undo).toMatchObject({
      label: 'split of a clip of P001 baseline',
      place: { kind: 'cut', videoId, clipId: cut.clips[0]?.id },
    })
    expect(service.undo('CD')).toMatchObject({ areas: ['clips', 'library', 'captions', 'predictions'] })
    expect(cuts.state(videoId)).toEqual(before)
    service.redo('CD')
    expect(cuts.state(videoId)).toEqual(cut)
    // Whoever cuts on takes the step before away from the list of the other.
    const [part] = cut.clips
    cuts.edit(videoId, { kind: 'exclude', clipIds: [part?.id ?? 0], excluded: true }, 'AB')
    expect(() => service.undo('CD')).toThrow('was changed since')
    service.undo('AB')
    expect(cuts.state(videoId)).toEqual(cut)
  })
})

/** Two patients with three visits, of which the people were looked for. */
async function aWholeStudy() {
  const { db, context, people } = aPeopleStudy()
  installBuiltInScales(context, scalesFolder)
  for (const [patient, visit] of [
    ['P001', 'baseline'],
    ['P001', 'week 4'],
    ['P002', 'baseline'],
  ] as const)
    addSession(db, { patient, visit, clips: 2 })
  await people.find(null, watchedControl())
  const { repositories, journal } = context
  return {
    ...{ db, context, people, journal },
    captions: createCaptionService(context),
    scores: createScoreService(context),
    cuts: createCutService(context, cutDependencies()),
    raters: createRaterService(context),
    scales: createScaleService(context),
    promptSets: createPromptSetService(context, fakePackStore()),
    corrections: createCorrectionService(context, { people }),
    clips: () => repositories.clips.rows(),
    sessions: () => repositories.sessions.list(),
  }
}

it('a study is what its journal says after 2,000 random actions of every kind, undo and redo among them', async () => {
  const study = await aWholeStudy()
  const act = createRandomActions(study, drawing(12))
  const check = () => serviceOf(study.context).verify()
  let refused = 0
  for (let action = 0; action < thorough(2000, 10_000); action += 1) {
    if (!act()) refused += 1
    if (action % 500 === 0) expect(check().problems).toEqual([])
  }
  study.captions.close()
  const report = check()
  expect(report.problems).toEqual([])
  expect(report.entries).toBeGreaterThan(800)
  expect(refused).toBeGreaterThan(0)
  const told = study.db
    .prepare("SELECT DISTINCT substr(action, 1, instr(action, '.') - 1) FROM journal ORDER BY 1")
    .pluck()
    .all()
  expect(told).toEqual([
    'anchors',
    'caption',
    'clip',
    'patient',
    'people',
    'prompts',
    'rater',
    'scale',
    'score',
    'visit',
  ])
  // Each kind can be told from the journal: what is changed past it shows.
  const past = {
    scores:
      'UPDATE scores SET value = 7 - value WHERE id = (SELECT min(id) FROM scores WHERE value IS NOT NULL)',
    clips:
      "UPDATE clips SET state = CASE state WHEN 'active' THEN 'excluded' ELSE 'active' END WHERE id = (SELECT max(id) FROM clips)",
    people:
      "UPDATE people SET role = CASE role WHEN 'clinician' THEN 'other' ELSE 'clinician' END, confirmed = 1",
    sessions: "UPDATE sessions SET visit_label = visit_label || ' changed'",
  }
  for (const sql of Object.values(past)) {
    const before = check().problems.length
    study.db.exec(sql)
    expect(check().problems.length).toBeGreaterThan(before)
  }
})
