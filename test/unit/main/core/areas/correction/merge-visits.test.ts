import { describe, expect, it } from 'vitest'
import { createCaptionService } from '#core/areas/annotation/caption-service.ts'
import { createCorrectionService } from '#core/areas/correction/correction-service.ts'
import { createBlindingService } from '#core/areas/rating/blinding-service.ts'
import { installBuiltInScales } from '#core/areas/rating/scale-service.ts'
import { createScoreService } from '#core/areas/rating/score-service.ts'
import { aControl } from '../../../../../helpers/a-study.ts'
import { serviceOf } from '../../../../../helpers/a-journal.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'
import { addRater, addSession } from '../../../../../helpers/memory-study.ts'
import { addLongVideo, aPeopleStudy } from '../../../../../helpers/people-study.ts'

/** Two visits that are one, each with a video in which two people are seen, a caption and scores. */
async function twoOfOne() {
  const { db, context, people } = aPeopleStudy()
  installBuiltInScales(context, scalesFolder)
  const first = addLongVideo(db, { visit: 'baseline' })
  const second = addLongVideo(db, { visit: 'Baseline 2' })
  await people.find(null, aControl())
  const raterId = addRater(db, 'AB')
  const captions = createCaptionService(context)
  const scores = createScoreService(context)
  captions.save({ clipId: second.clipIds[0] ?? 0, raterId, text: 'Smiles', startMs: null, endMs: null })
  const rate = (sessionId: number, itemId: string, value: number) =>
    scores.save({ sessionId, raterId, scaleId: 'panss-negative', itemId, value, missingReason: null })
  const corrections = createCorrectionService(context, { people })
  const { sessions } = context.repositories
  const labels = () => sessions.list().map(({ visitLabel }) => visitLabel)
  const idOf = (label: string) => sessions.list().find(({ visitLabel }) => visitLabel === label)?.id ?? 0
  const held = (label: string) => ({
    scores: scores.list(idOf(label)).map(({ itemId, value }) => `${itemId} ${String(value)}`),
    people: people.get(idOf(label)).people.length,
    clips: context.repositories.clips.rows().filter(({ sessionId }) => sessionId === idOf(label)).length,
  })
  const what = { kind: 'visits', from: second.sessionId, into: first.sessionId } as const
  return {
    ...{ db, context, first, second, raterId, captions, rate, corrections, labels, idOf, held, what },
    merge: (whose: 'from' | 'into' | null = null) => {
      corrections.merge({ what, whose, rater: 'AB' })
    },
    journal: serviceOf(context),
  }
}

describe('two visits that are one', () => {
  it('become one with videos, people, captions and scores, and two again when that is taken back', async () => {
    const { first, second, captions, rate, corrections, labels, held, what, merge, journal } =
      await twoOfOne()
    rate(first.sessionId, 'n1', 3)
    rate(second.sessionId, 'n1', 3)
    rate(second.sessionId, 'n2', 2)
    const before = [held('baseline'), held('Baseline 2')]
    expect(before[1]).toEqual({ scores: ['n1 3', 'n2 2'], people: 2, clips: 1 })
    expect(corrections.planMerge(what)).toEqual({
      ...{ videos: 1, captions: 1, annotations: 0, scores: 2, same: 1, differing: 0, cells: [] },
    })
    merge()
    expect(labels()).toEqual(['baseline'])
    expect(held('baseline')).toEqual({ scores: ['n1 3', 'n2 2'], people: 4, clips: 2 })
    expect(captions.list(second.clipIds[0] ?? 0)).toMatchObject([{ text: 'Smiles' }])
    expect(journal.verify().problems).toEqual([])

    const place = { kind: 'visit' }
    expect(journal.undo('AB')).toMatchObject({
      label: 'merging of visit P001 Baseline 2 into P001 baseline',
      place,
    })
    expect([held('baseline'), held('Baseline 2')]).toEqual(before)
    expect(journal.verify().problems).toEqual([])
    journal.redo('AB')
    expect(held('baseline')).toEqual({ scores: ['n1 3', 'n2 2'], people: 4, clips: 2 })
    expect(journal.verify().problems).toEqual([])
  })

  it('keep both scores of one item apart until somebody says whose counts', async () => {
    const { first, second, rate, labels, held, merge, journal } = await twoOfOne()
    rate(first.sessionId, 'n1', 3)
    rate(second.sessionId, 'n1', 4)
    const before = held('Baseline 2')
    expect(() => {
      merge()
    }).toThrow(
      'The visits “Baseline 2” and “baseline” of P001 differ in 1 place where both have something: score of P001 Baseline 2, N1 Blunted affect.',
    )
    expect([labels(), held('Baseline 2')]).toEqual([['baseline', 'Baseline 2'], before])
    merge('from')
    expect(held('baseline').scores).toEqual(['n1 4'])
    journal.undo('AB')
    expect([held('baseline').scores, held('Baseline 2').scores]).toEqual([['n1 3'], ['n1 4']])
    expect(journal.verify().problems).toEqual([])
  })

  it('have what raters were shown of either, also when they are two again', async () => {
    const { context, first, second, raterId, rate, merge, idOf } = await twoOfOne()
    const blinding = createBlindingService(context)
    rate(second.sessionId, 'n1', 4)
    blinding.noteShown(raterId, 'others', [second.sessionId])
    merge()
    expect(blinding.sightOf(raterId, first.sessionId)).toEqual({ others: true, estimates: false })
    blinding.noteShown(raterId, 'estimates', [first.sessionId])
    context.journal.undo('AB')
    expect(blinding.sightOf(raterId, idOf('Baseline 2'))).toEqual({ others: true, estimates: true })
  })

  it('are refused when they are of two patients, one of them was made up, or they are the same', async () => {
    const { db, first, corrections, labels } = await twoOfOne()
    const other = addSession(db, { patient: 'P002' }).sessionId
    const madeUp = addSession(db, { patient: 'P001', visit: 'made up', synthetic: true }).sessionId
    const merge = (from: number) => () => {
      corrections.merge({ what: { kind: 'visits', from, into: first.sessionId }, whose: null, rater: null })
    }
    expect(merge(other)).toThrow('These are visits of two patients')
    expect(merge(madeUp)).toThrow('was made up for demonstration')
    expect(merge(first.sessionId)).toThrow('into another one')
    expect(merge(999)).toThrow('is not in the study')
    expect(labels()).toHaveLength(4)
  })
})
