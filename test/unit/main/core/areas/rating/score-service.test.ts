import { describe, expect, it } from 'vitest'
import { changesOf } from '#core/journal/changed-since.ts'
import { SCORE, scoreKey } from '#core/areas/study/entities/score-entity.ts'
import { createRaterService } from '#core/areas/rating/rater-service.ts'
import { createScoreService } from '#core/areas/rating/score-service.ts'
import { installBuiltInScales } from '#core/areas/rating/scale-service.ts'
import { scalesFolder } from '../../../../../helpers/an-environment.ts'
import { aContext } from '../../../../../helpers/a-context.ts'

function withSession() {
  const context = aContext()
  const { repositories, announced } = context
  installBuiltInScales(context, scalesFolder)
  const patient = repositories.patients.insert('P001', '')
  const session = { patientId: patient.id, visitLabel: 'baseline', visitDate: null, synthetic: false }
  const sessionId = repositories.sessions.insert(session, '')
  const raterId = repositories.raters.insert('AB', 'AB', '')
  const key = { sessionId, raterId, scaleId: 'panss-negative', itemId: 'n1' }
  const sessionUid = repositories.sessions.uidOf(sessionId) ?? ''
  const object = { entity: SCORE, key: scoreKey({ ...key, sessionUid, raterUid: 'AB' }) }
  /** Newest first. */
  const history = () =>
    [...changesOf(repositories.entries, object)].map(
      ({ change }) => change?.after as { value: number | null; missingReason: string | null } | null,
    )
  return { scores: createScoreService(context), history, key, announced, context }
}

describe('saving a score', () => {
  it('takes a value, then another, then a reason, then nothing, and remembers each', () => {
    const { scores, history, key } = withSession()
    expect(scores.save({ ...key, value: 3, missingReason: null })).toMatchObject({
      value: 3,
      origin: 'typed',
    })
    scores.save({ ...key, value: 4, missingReason: null })
    scores.save({ ...key, value: null, missingReason: 'technical' })
    expect(scores.save({ ...key, value: null, missingReason: null })).toBeNull()
    expect(scores.list(key.sessionId)).toEqual([])
    expect(history().map((given) => given && [given.value, given.missingReason])).toEqual([
      null,
      [null, 'technical'],
      [4, null],
      [3, null],
    ])
  })

  it('takes a consensus after each of its raters rated alone, item by item', () => {
    const { scores, key, context } = withSession()
    const raters = createRaterService(context)
    raters.ensure('CD')
    const joint = raters.addConsensus({ code: 'AB-CD', members: ['AB', 'CD'] }, 'AB')
    expect(joint).toMatchObject({ code: 'AB-CD', consensusOf: ['AB', 'CD'] })
    const save = (raterId: number, itemId: string) => () =>
      scores.save({ ...key, itemId, raterId, value: 4, missingReason: null })
    expect(save(joint.id, 'n1')).toThrow('Blunted affect: AB and CD have not rated it here yet')
    save(key.raterId, 'n1')()
    expect(save(joint.id, 'n1')).toThrow('Blunted affect: CD has not rated it here yet')
    save(raters.whoIs('CD')?.id ?? 0, 'n1')()
    expect(save(joint.id, 'n1')()).toMatchObject({ raterCode: 'AB-CD', isConsensus: true, value: 4 })
    expect(save(joint.id, 'n2')).toThrow('have not rated it here yet')
    expect(scores.list(key.sessionId).filter(({ isConsensus }) => isConsensus === true)).toHaveLength(1)
  })

  it('keeps the day of the rating: today, or the one that is given, and another one later as one step', () => {
    const { scores, key, context } = withSession()
    const at = (itemId: string) =>
      scores.list(key.sessionId).find((score) => score.itemId === itemId)?.ratedOn
    scores.save({ ...key, value: 3, missingReason: null })
    scores.save({ ...key, itemId: 'n2', value: 2, missingReason: null, ratedOn: '2024-04-30' })
    expect([at('n1'), at('n2')]).toEqual(['2024-05-03', '2024-04-30'])
    expect(() =>
      scores.save({ ...key, itemId: 'n3', value: 2, missingReason: null, ratedOn: '2024-05-04' }),
    ).toThrow('2024-05-04 is a day to come')
    const { sessionId, raterId, scaleId } = key
    scores.date({ sessionId, raterId, scaleId, ratedOn: '2024-05-01' }, 'AB')
    expect([at('n1'), at('n2')]).toEqual(['2024-05-01', '2024-05-01'])
    context.journal.undo('AB')
    expect([at('n1'), at('n2')]).toEqual(['2024-05-03', '2024-04-30'])
    scores.date({ sessionId, raterId, scaleId, ratedOn: null }, 'AB')
    expect([at('n1'), at('n2')]).toEqual([null, null])
    expect(scores.list(sessionId).map(({ value }) => value)).toEqual([3, 2])
  })

  it('takes a block of several visits as one step, which is taken back as a whole, with its days', () => {
    const { scores, key, context } = withSession()
    const { repositories, journal } = context
    const [before] = repositories.sessions.list()
    const next = {
      patientId: before?.patientId ?? 0,
      visitLabel: 'month 3',
      visitDate: null,
      synthetic: false,
    }
    const later = repositories.sessions.insert(next, '')
    const { sessionId, raterId, scaleId } = key
    scores.save({ ...key, value: 3, missingReason: null, ratedOn: '2024-04-30' })
    const cell = (at: number, itemId: string, value: number | null) => ({
      ...{ sessionId: at, itemId, value, missingReason: null },
    })
    const cells = [
      { ...cell(sessionId, 'n1', 3), ratedOn: '2024-05-01' },
      { ...cell(sessionId, 'n2', 5), ratedOn: '2024-05-01' },
      { ...cell(later, 'n1', 6), ratedOn: null },
      cell(later, 'n2', 7),
    ]
    const seen: number[] = []
    const sightOf = (id: number) => {
      seen.push(id)
      return { estimates: id === later, others: false }
    }
    const saved = scores.saveMany({ raterId, scaleId, cells }, sightOf, 'AB')
    expect(seen).toEqual([sessionId, later])
    expect(saved.map(({ value, ratedOn, sight }) => [value, ratedOn, sight?.estimates])).toEqual([
      // What is the same stays as it was given.
      [3, '2024-04-30', undefined],
      [5, '2024-05-01', false],
      [6, null, true],
      [7, '2024-05-03', true],
    ])
    expect(journal.undoable('AB').undo?.label).toBe('3 scores of PANSS negative at 2 visits')
    journal.undo('AB')
    expect(scores.ofScale(scaleId).map(({ value }) => value)).toEqual([3])
  })

  it('writes nothing of a block of which one score is not possible, and says at which visit', () => {
    const { scores, key } = withSession()
    const { sessionId, raterId, scaleId } = key
    const cell = { sessionId, missingReason: null }
    const save = (...cells: { itemId: string; value: number }[]) => {
      const block = { raterId, scaleId, cells: cells.map((each) => ({ ...cell, ...each })) }
      return () => scores.saveMany(block, () => null)
    }
    const possible = { itemId: 'n1', value: 3 }
    expect(save(possible, { itemId: 'n2', value: 8 })).toThrow(
      'P001 baseline: N2 Emotional withdrawal is rated',
    )
    expect(save(possible, possible)).toThrow('named twice')
    expect(scores.list(sessionId)).toEqual([])
  })

  it('writes and tells nothing when it is the same, or when nothing is cleared', () => {
    const { scores, history, key, announced } = withSession()
    scores.save({ ...key, value: null, missingReason: null })
    scores.save({ ...key, value: 3, missingReason: null })
    scores.save({ ...key, value: 3, missingReason: null })
    expect(history()).toHaveLength(1)
    expect(announced).toEqual([['scores', 'library']])
  })

  it.each([0, 8, -1])('refuses %i on an item from 1 to 7', (value) => {
    const { scores, key } = withSession()
    expect(() => scores.save({ ...key, value, missingReason: null })).toThrow(
      expect.objectContaining({
        code: 'out-of-range',
        message: expect.stringContaining('from 1 to 7') as string,
      }),
    )
    expect(scores.list(key.sessionId)).toEqual([])
  })

  it.each([
    ['an item that is not there', { itemId: 'n8' }, 'not-found'],
    ['a scale that is not there', { scaleId: 'madrs' }, 'not-found'],
    ['a visit that is not there', { sessionId: 999 }, 'not-found'],
    ['a rater who is not there', { raterId: 999 }, 'not-found'],
  ])('refuses %s', (_, change, code) => {
    const { scores, key } = withSession()
    expect(() => scores.save({ ...key, value: 3, missingReason: null, ...change })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  it('lists a session by scale, rater and item order', () => {
    const { scores, key } = withSession()
    for (const itemId of ['n3', 'n1', 'n2']) scores.save({ ...key, itemId, value: 2, missingReason: null })
    scores.save({ ...key, scaleId: 'cains', itemId: 'c10', value: 0, missingReason: null })
    expect(scores.list(key.sessionId).map(({ itemId }) => itemId)).toEqual(['c10', 'n1', 'n2', 'n3'])
    expect(scores.ofScale('cains').map(({ value }) => value)).toEqual([0])
  })
})
