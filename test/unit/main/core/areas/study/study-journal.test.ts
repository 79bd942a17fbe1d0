import { changedIds } from '#shared/domain/study.ts'
import { describe, expect, it } from 'vitest'
import { createCutService } from '#core/areas/cutting/cut-service.ts'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { installBuiltInScales } from '#core/areas/rating/scale-service.ts'
import { createScoreService } from '#core/areas/rating/score-service.ts'
import { inTransaction } from '#core/db/sql.ts'
import { createStudyJournal } from '#core/areas/study/study-journal.ts'
import type { CutEdit } from '#shared/domain/cut.ts'
import { isAppError } from '#shared/errors.ts'
import { cutDependencies } from '../../../../../helpers/a-cut-study.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { addRater, addSession } from '../../../../../helpers/memory-study.ts'
import { openTestDb } from '../../../../../helpers/open-test-db.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'
import { thorough } from '../../../../../helpers/thorough.ts'

/** Numbers from 0 on below `below`, always the same ones for a seed. */
function drawing(seed: number) {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

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
  db.prepare('SELECT clip_id, rater_id, text, start_ms, origin FROM captions ORDER BY 1, 2, 4').all(),
  db
    .prepare('SELECT session_id, rater_id, item_id, value, missing_reason FROM scores ORDER BY 1, 2, 3')
    .all(),
]

/** A step of cutting a video of 2 s, possible or not. */
function cutStep(
  clips: readonly { id: number; startMs: number; endMs: number }[],
  draw: (below: number) => number,
): CutEdit {
  const first = draw(clips.length)
  const { id: clipId = 0, startMs = 0, endMs = 0 } = clips[first] ?? {}
  const clipIds = clips.slice(first, first + 2).map(({ id }) => id)
  switch (draw(5)) {
    case 0:
    case 1:
      return { kind: 'split', clipId, atMs: startMs + Math.round((endMs - startMs) / 2) }
    case 2:
      return { kind: 'merge', clipIds }
    case 3:
      return { kind: 'exclude', clipIds, excluded: draw(2) === 0 }
    default:
      return { kind: 'remove', clipIds: clipIds.slice(0, 1) }
  }
}

describe('captions, scores and clips', () => {
  it('are what the journal says after 2,000 random changes, typed texts, undos and redos', () => {
    const study = aBusyStudy()
    const draw = drawing(12)
    const pick = <Item>(items: readonly Item[]): Item => items[draw(items.length)] as Item
    let refused = 0
    for (let action = 0; action < thorough(2000, 10_000); action += 1) {
      const { id: raterId, code } = pick(study.raters)
      // Now and then somebody changes what is another's.
      const by = draw(20) === 0 ? 'EF' : code
      const caption = {
        clipId: pick(study.clipIds),
        raterId,
        startMs: null,
        endMs: null,
        text: `text ${draw(6)}`,
      }
      const place = {
        sessionId: study.sessionId,
        raterId,
        scaleId: 'panss-negative',
        itemId: pick(['n1', 'n2', 'n3']),
      }
      try {
        const kind = draw(15)
        if (kind < 2)
          study.captions.save(draw(3) === 0 ? { ...caption, startMs: 0, endMs: 500 } : caption, undefined, by)
        else if (kind < 4) study.captions.type(caption, { estimates: draw(2) === 0, others: false }, by)
        else if (kind === 4) study.captions.finish(caption.clipId, raterId)
        else if (kind < 6)
          study.scores.save({ ...place, value: draw(7) + 1, missingReason: null }, undefined, by)
        else if (kind === 6)
          study.scores.save({ ...place, value: null, missingReason: pick(['refused', null]) }, undefined, by)
        else if (kind === 7)
          study.cuts.edit(study.videoId, cutStep(study.cuts.state(study.videoId).clips, draw), by)
        else if (kind < 13) study.service.undo(code)
        else study.service.redo(code)
      } catch (error) {
        if (!isAppError(error) || !['conflict', 'bad-request', 'not-found'].includes(error.code)) throw error
        refused += 1
      }
      if (action % 500 === 0) expect(study.service.verify().problems).toEqual([])
    }
    study.captions.close()
    const report = study.service.verify()
    expect(report.problems).toEqual([])
    expect(report.entries).toBeGreaterThan(500)
    expect(refused).toBeGreaterThan(0)
    study.db.exec(
      'UPDATE scores SET value = 7 - value WHERE id = (SELECT min(id) FROM scores WHERE value IS NOT NULL)',
    )
    expect(study.service.verify().problems).toHaveLength(1)
    study.db.exec(
      "UPDATE clips SET state = CASE state WHEN 'active' THEN 'excluded' ELSE 'active' END WHERE id = (SELECT max(id) FROM clips)",
    )
    expect(study.service.verify().problems).toHaveLength(2)
  })

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
