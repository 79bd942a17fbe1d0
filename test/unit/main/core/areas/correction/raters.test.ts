import { describe, expect, it } from 'vitest'
import { createAnnotationService } from '#core/areas/annotation/annotation-service.ts'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createCorrectionService } from '#core/areas/correction/correction-service.ts'
import { createBlindingService } from '#core/areas/rating/blinding-service.ts'
import { createRaterService } from '#core/areas/rating/rater-service.ts'
import { installBuiltInScales } from '#core/areas/rating/scale-service.ts'
import { createScoreService } from '#core/areas/rating/score-service.ts'
import { aContext } from '../../../../../helpers/a-context.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'
import { addRater, addSession, openMemoryStudy } from '../../../../../helpers/memory-study.ts'

/** Two clips of one visit; AB and CD are one person, who captioned and rated under both codes. */
function aStudyOfRaters() {
  const db = openMemoryStudy()
  const context = aContext({ db })
  installBuiltInScales(context, scalesFolder)
  const { sessionId, clipIds } = addSession(db, { patient: 'P001', clips: 2 })
  const [first = 0, second = 0] = clipIds
  const [ab, cd] = [addRater(db, 'AB'), addRater(db, 'CD')]
  const captions = createCaptionService(context)
  const annotations = createAnnotationService(context)
  const scores = createScoreService(context)
  const corrections = createCorrectionService(context, { people: { changesOfMove: () => [] } })
  const write = (clipId: number, raterId: number, text: string) =>
    captions.save({ clipId, raterId, text, startMs: null, endMs: null })
  const rate = (raterId: number, itemId: string, value: number) =>
    scores.save({ sessionId, raterId, scaleId: 'panss-negative', itemId, value, missingReason: null })
  const held = () => ({
    captions: clipIds.flatMap((id) => captions.list(id).map(({ raterCode, text }) => `${raterCode} ${text}`)),
    scores: scores
      .list(sessionId)
      .map(({ raterCode, itemId, value }) => `${raterCode} ${itemId} ${String(value)}`),
  })
  const what = { kind: 'raters', from: 'AB', into: 'CD' } as const
  const merge = (whose: 'from' | 'into' | null = null, rater: string | null = 'CD') => {
    corrections.merge({ what, whose, rater })
  }
  return {
    ...{ db, context, sessionId, clipIds, first, second, ab, cd, captions, annotations, corrections },
    ...{ write, rate, held, merge, plan: () => corrections.planMerge(what) },
    raters: createRaterService(context),
    codes: () => context.repositories.raters.list().map(({ code }) => code),
    journal: serviceOf(context),
  }
}

describe('a rater', () => {
  it('gets another code, under which the history goes on, and the one before when that is taken back', () => {
    const { corrections, write, rate, held, codes, journal, first, ab } = aStudyOfRaters()
    write(first, ab, 'Smiles')
    corrections.renameRater({ from: 'AB', to: 'XY', rater: 'AB' })
    expect(codes()).toEqual(['CD', 'XY'])
    rate(ab, 'n1', 3)
    expect(held()).toEqual({ captions: ['XY Smiles'], scores: ['XY n1 3'] })
    expect(journal.verify().problems).toEqual([])
    // Whoever was AB has one list of steps, with what was done under the code of before.
    expect(journal.undo('XY')?.label).toBe('score of P001 baseline, N1 Blunted affect')
    expect(journal.undo('XY')?.label).toBe('renaming of rater AB to XY')
    expect(journal.undoable('AB').redo?.label).toBe('renaming of rater AB to XY')
    expect(journal.undo('AB')?.label).toBe('caption of P001 baseline clip 1')
    expect([codes(), held()]).toEqual([['AB', 'CD'], { captions: [], scores: [] }])
    for (let step = 0; step < 3; step += 1) journal.redo(codes().includes('XY') ? 'XY' : 'AB')
    expect([codes(), held()]).toEqual([['CD', 'XY'], { captions: ['XY Smiles'], scores: ['XY n1 3'] }])
    expect(journal.verify().problems).toEqual([])
  })

  it('does not get the code of another, nor one that is none', () => {
    const { corrections, codes, journal } = aStudyOfRaters()
    const rename = (from: string, to: string) => () => {
      corrections.renameRater({ from, to, rater: null })
    }
    expect(rename('AB', 'CD')).toThrow('There is a rater CD already.')
    expect(rename('AB', 'A B')).toThrow('A rater code has')
    expect(rename('EF', 'GH')).toThrow('There is no rater EF')
    expect(codes()).toEqual(['AB', 'CD'])
    expect(journal.list({}, { limit: 9 }).entries).toEqual([])
  })
})

describe('two raters who are one', () => {
  it('are one rater with what both wrote and rated, counted before, until that is taken back', () => {
    const { write, rate, held, merge, plan, codes, journal, raters, first, second, ab, cd } = aStudyOfRaters()
    write(first, ab, 'Smiles')
    write(second, cd, 'Frowns')
    rate(ab, 'n1', 3)
    rate(ab, 'n2', 2)
    rate(cd, 'n2', 2)
    const before = held()
    expect(plan()).toEqual({
      ...{ videos: 0, captions: 1, annotations: 0, scores: 2, same: 1, differing: 0, cells: [] },
    })
    expect(held()).toEqual(before)
    merge()
    expect(codes()).toEqual(['CD'])
    expect(held()).toEqual({ captions: ['CD Smiles', 'CD Frowns'], scores: ['CD n1 3', 'CD n2 2'] })
    // Who asks for the code of before is the one who has what was theirs.
    expect(raters.ensure('AB')).toEqual({ id: cd, code: 'CD' })
    expect(journal.verify().problems).toEqual([])
    expect(journal.undo('CD')?.label).toBe('merging of rater AB into CD')
    expect([codes(), held()]).toEqual([['AB', 'CD'], before])
    expect(journal.verify().problems).toEqual([])
    journal.redo('CD')
    expect(codes()).toEqual(['CD'])
    expect(journal.verify().problems).toEqual([])
  })

  it('keep both ratings of one thing apart until somebody says whose counts, and the other in the history', () => {
    const { write, rate, held, merge, plan, codes, journal, context, sessionId, first, ab, cd } =
      aStudyOfRaters()
    write(first, ab, 'Smiles')
    write(first, cd, 'Laughs')
    rate(ab, 'n1', 3)
    rate(cd, 'n1', 4)
    const before = held()
    const cells = ['caption of P001 baseline clip 1', 'score of P001 baseline, N1 Blunted affect']
    expect(plan()).toMatchObject({ differing: 2, same: 0, cells })
    expect(() => {
      merge()
    }).toThrow(
      `Raters AB and CD differ in 2 places where both have something: ${cells.join('; ')}. Say whose`,
    )
    expect([codes(), held()]).toEqual([['AB', 'CD'], before])
    merge('from')
    expect(held()).toEqual({ captions: ['CD Smiles'], scores: ['CD n1 3'] })
    const told = journal.history({ kind: 'visit', sessionId }, { limit: 9 }).entries[0]
    expect(told?.changes.map(({ before: old }) => old)).toContain('Laughs')
    journal.undo('CD')
    expect(held()).toEqual(before)
    merge('into')
    expect(held()).toEqual({ captions: ['CD Laughs'], scores: ['CD n1 4'] })
    expect(journal.verify().problems).toEqual([])
    journal.undo('CD')
    expect(held()).toEqual(before)
    expect(context.repositories.raters.byCode('AB')).toMatchObject({ mergedInto: null })
  })

  it('are one in the tiers of one’s own, too', () => {
    const { annotations, merge, plan, journal, first, ab, cd } = aStudyOfRaters()
    const values = {
      kind: 'code' as const,
      codes: [
        { code: 'smile', meaning: '' },
        { code: 'frown', meaning: '' },
      ],
    }
    const tier = annotations.createTier({ name: 'Mouth', span: 'interval', values }, 'AB')
    const say = (raterId: number, code: string, startMs: number) =>
      annotations.put({
        ...{ tierUid: tier.uid, of: { clipId: first }, raterId, startMs, endMs: startMs + 500 },
        value: { kind: 'code', code },
      })
    say(ab, 'smile', 0)
    say(cd, 'smile', 0)
    say(cd, 'frown', 0)
    say(ab, 'frown', 1000)
    const held = () =>
      annotations
        .list({ of: { clipId: first } })
        .map(({ raterCode, startMs, value }) =>
          [raterCode, startMs, 'code' in value ? value.code : ''].join(' '),
        )
        .sort()
    const before = held()
    expect(plan()).toMatchObject({ annotations: 2, same: 1, differing: 0 })
    merge()
    expect(held()).toEqual(['CD 0 frown', 'CD 0 smile', 'CD 1000 frown'])
    expect(journal.verify().problems).toEqual([])
    journal.undo('CD')
    expect(held()).toEqual(before)
    expect(journal.verify().problems).toEqual([])
  })

  it('know what either was shown, also when they are two again', () => {
    const { context, merge, journal, sessionId, ab, cd } = aStudyOfRaters()
    const blinding = createBlindingService(context)
    blinding.noteShown(ab, 'others', [sessionId])
    expect(blinding.sightOf(cd, sessionId)).toEqual({ others: false, estimates: false })
    merge()
    expect(blinding.sightOf(cd, sessionId)).toEqual({ others: true, estimates: false })
    blinding.noteShown(cd, 'estimates', [sessionId])
    context.journal.undo('CD')
    expect(blinding.sightOf(ab, sessionId)).toEqual({ others: true, estimates: true })
    expect(journal.verify().problems).toEqual([])
  })

  it('have one list of steps, and the code of the one who went is not given to anybody', () => {
    const { write, held, merge, corrections, journal, first, second, ab, cd } = aStudyOfRaters()
    write(first, ab, 'Smiles')
    merge(null, 'AB')
    write(second, cd, 'Frowns')
    expect(() => {
      corrections.renameRater({ from: 'CD', to: 'AB', rater: 'CD' })
    }).toThrow('AB is a former code of rater CD')
    expect(journal.undo('CD')?.label).toBe('caption of P001 baseline clip 2')
    expect(journal.undo('CD')?.label).toBe('merging of rater AB into CD')
    expect(held().captions).toEqual(['AB Smiles'])
    expect(journal.undo('AB')?.label).toBe('caption of P001 baseline clip 1')
    expect(() => {
      corrections.merge({ what: { kind: 'raters', from: 'AB', into: 'AB' }, whose: null, rater: null })
    }).toThrow('into another one')
  })
})
