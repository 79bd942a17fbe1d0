import type { Database } from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { toBlob } from '#core/db/float-blob.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createScaleRepository } from '#core/areas/rating/scale-repository.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import { createSeverityService } from '#core/areas/severity/severity-service.ts'
import { fitStages } from '#core/areas/severity/fit-stages.ts'
import { statisticsHere } from '#core/areas/severity/statistics.ts'
import type { Statistics } from '#core/areas/severity/statistics.ts'
import { createRandom } from '#core/statistics/random.ts'
import { somePeople } from '../../../../../helpers/a-prediction.ts'
import { createFakeInference, embeddingOf, fakePackStore } from '../../../../../helpers/fake-inference.ts'
import {
  addScale,
  addScore,
  addSession,
  openMemoryStudy,
  tinyScale,
  watchedControl,
} from '../../../../../helpers/memory-study.ts'

const packId = 'two-numbers'
const now = (): Date => new Date('2026-03-04T05:06:07.000Z')
const fitFace = { scaleId: 'tiny', itemIds: ['face'], packId }

interface SetUp {
  readonly patients: number
  readonly visits?: number
  /** Rating of the face in a session; null for none. */
  readonly rate?: (place: number) => number | null
  readonly synthetic?: boolean
  /** Leave the videos unseen. */
  readonly unseen?: boolean
}

/** Sessions whose embeddings hold the severity in their first number, and noise in the second. */
async function setUp({ patients, visits = 1, rate = (place) => 1 + (place % 7), synthetic, unseen }: SetUp) {
  const db = openMemoryStudy()
  addScale(db)
  const random = createRandom(3)
  const severityOf = new Map<number, number>()
  const sessions = Array.from({ length: patients * visits }, (_, place) => {
    const patient = `P${String(Math.floor(place / visits)).padStart(3, '0')}`
    const visit = `visit ${String(1 + (place % visits))}`
    const session = addSession(db, { patient, visit, clips: 2, synthetic: synthetic ?? false })
    for (const clipId of session.clipIds) severityOf.set(clipId, 1 + (place % 7) + random() - 0.5)
    const value = rate(place)
    if (value !== null) addScore(db, { sessionId: session.sessionId, itemId: 'face', value })
    return session
  })
  const inference = createFakeInference(({ clipId }) =>
    embeddingOf(clipId, [severityOf.get(clipId) ?? 0, random()]),
  )
  const environment = { packs: fakePackStore(), inference, appVersion: '0.1.0', now }
  const predictions = createPredictionService({
    ...{ db, environment, videoFile: () => '/a.mp4', people: somePeople(db, environment) },
  })
  const promptSetId = createPromptSetRepository(db).insert({
    name: 'Directions',
    packId: null,
    frameStride: null,
    classes: ['up', 'down'].map((label) => ({ label, sentence: label })),
  })
  if (unseen !== true) await predictions.run({ clipIds: null, packId, promptSetId }, watchedControl())
  // The fake recogniser knows one face only.
  db.exec('UPDATE people SET embedding = NULL')
  const fitted: number[] = []
  const statistics: Statistics = {
    ...statisticsHere,
    fit(input, control) {
      fitted.push(input.sets.length)
      return statisticsHere.fit(input, control)
    },
  }
  const service = createSeverityService({ db, environment: { ...environment, statistics } })
  return { db, sessions, service, fitted }
}

describe('a fit', () => {
  test('finds what a face shows, beats the mean of the others, and says on what it rests', async () => {
    const { service } = await setUp({ patients: 12, visits: 2 })
    const { models, refused } = await service.fit(fitFace, watchedControl())
    expect(refused).toEqual([])
    const { metrics, ...model } = models[0] ?? expect.fail('no model')
    expect(model).toMatchObject({
      scaleId: 'tiny',
      itemId: 'face',
      itemName: 'Stillness of the face',
      min: 1,
      max: 7,
      nPatients: 12,
      nSessions: 24,
      nClips: 48,
      packId,
      packSha256: 'a'.repeat(64),
      synthetic: false,
      trainedOn:
        'Trained on ratings of “Stillness of the face” (tiny_face) by rater AB: 12 patients, 24 sessions, 48 clips; pack Two numbers 1.0.0; 2026-03-04.',
    })
    expect(metrics.pcc.value).toBeGreaterThan(0.95)
    expect(metrics.pcc).toMatchObject({ ciLow: null, ciHigh: null, level: null })
    expect(metrics.q2.value).toBeGreaterThan(0.9)
    expect(metrics.q2.ciLow).toBeLessThan(metrics.q2.value ?? NaN)
    expect(metrics.maeGain).toMatchObject({ level: 0.95, nPatients: 12, nSessions: 24 })
    expect(metrics.maeGain.method).toContain('jackknife over patients, every model fitted again')
    expect(metrics.concordance?.value).toBeGreaterThan(0.9)
    expect(metrics.concordance?.method).toContain('jackknife over 10 groups of patients')
    expect(metrics.permutation).toMatchObject({ p: 0.001, pAdjusted: 0.001, nItems: 1, permutations: 999 })
    expect(metrics.mae.value).toBeLessThan((metrics.baselineMae.value ?? NaN) / 3)
    expect(metrics.blandAltman.lowerLimit.value).toBeLessThan(metrics.blandAltman.bias.value ?? NaN)
  })

  test('says by which head and on which features, and keeps the models of several beside each other', async () => {
    const { service } = await setUp({ patients: 9, visits: 2 })
    await service.fit(fitFace, watchedControl())
    const { models } = await service.fit({ ...fitFace, head: 'pls', features: 'prompts' }, watchedControl())
    expect(models[0]).toMatchObject({ head: 'pls', features: 'prompts' })
    // Its intervals were tried on few cohorts, which is said wherever they are shown.
    for (const name of ['mae', 'q2', 'maeGain', 'concordance'] as const)
      expect(models[0]?.metrics[name]?.warning).toMatch(/made-up cohorts/)
    expect(models[0]?.trainedOn).toContain(
      'partial least squares on the share of time in which each prompt of a set is likely (“Directions”: up, down; likely is above 50 %).',
    )
    expect(models[0]?.metrics.permutation?.permutations).toBe(99)
    expect(models[0]?.metrics.clippedShare).toBeGreaterThanOrEqual(0)
    expect(service.models().map(({ head }) => head)).toEqual(['pls', 'ridge'])
    expect(service.inUse().map(({ head }) => head)).toEqual(['pls'])
    const compared = service.compare(models[0]?.id ?? NaN)
    expect(compared.map(({ head, difference }) => [head, difference === null])).toEqual([
      ['pls', true],
      ['ridge', false],
    ])
    expect(compared[1]?.difference?.value).toBeCloseTo(
      (compared[1]?.mae.value ?? NaN) - (compared[0]?.mae.value ?? NaN),
      12,
    )
  })

  test('learns a total where every item of it is rated, in one family with what is fitted beside it', async () => {
    const { db, sessions, service } = await setUp({ patients: 9 })
    for (const { sessionId } of sessions.slice(1))
      addScore(db, { sessionId, itemId: 'hands', value: 1 + (sessionId % 5) })
    const both = { ...fitFace, itemIds: ['still', 'face'] }
    const { models, refused } = await service.fit(both, watchedControl())
    expect(refused).toEqual([])
    expect(models[0]).toMatchObject({
      ...{ itemId: 'still', itemName: 'Stillness', min: 2, max: 14, totalOf: ['face', 'hands'] },
      ...{ nPatients: 8, nSessions: 8 },
    })
    expect(models[0]?.trainedOn).toContain('ratings of “Stillness” (tiny_still) by rater AB: 8 patients')
    expect(models[0]?.metrics.mae.warning).toContain('not of totals')
    expect(models[0]?.metrics.flow?.item).toEqual({ nPatients: 8, nSessions: 8 })
    expect(models[1]).not.toHaveProperty('totalOf')
    expect(models.map(({ metrics }) => metrics.permutation?.nItems)).toEqual([2, 2])
    const { points, estimates } = service.report(models[0]?.id ?? NaN)
    expect(points.map(({ rating }) => rating)).toEqual(
      sessions.slice(1).map(({ sessionId }, place) => 1 + ((place + 1) % 7) + 1 + (sessionId % 5)),
    )
    expect(estimates.every(({ itemId, value }) => itemId === 'still' && value >= 2 && value <= 14)).toBe(true)
    expect(service.models().map(({ itemId }) => itemId)).toEqual(['face', 'still'])
    // The same again is answered from what is stored.
    expect((await service.fit(both, watchedControl())).isKept).toBe(true)
    expect(createScaleRepository(db).use('tiny')).toMatchObject({
      ...{ face: { models: 4 }, hands: { models: 2 } },
    })
  })

  test('says in every estimate of a total which of its items a face does not show', async () => {
    const totals = [{ id: 'all', column: 'tiny_all', name: 'All', items: ['face', 'talk'] }]
    const { db, sessions, service } = await setUp({ patients: 9 })
    addScale(db, { ...tinyScale, totals })
    for (const { sessionId } of sessions)
      addScore(db, { sessionId, itemId: 'talk', value: 1 + (sessionId % 3) })
    const { models } = await service.fit({ ...fitFace, itemIds: ['all'] }, watchedControl())
    expect(models[0]?.trainedOn).toContain(
      'Warning: A face does not show 1 of its 2 items: What is said. Of them at most what goes along with the others is estimated.',
    )
    addScale(db, { ...tinyScale, totals: totals.map((total) => ({ ...total, items: ['talk'] })) })
    await expect(service.fit({ ...fitFace, itemIds: ['all'] }, watchedControl())).rejects.toThrow(
      'cannot be estimated from video',
    )
    // What was fitted stays as it was.
    expect(service.models()[0]).toMatchObject({ max: 14, totalOf: ['face', 'talk'] })
  })

  test('gives the same numbers every time', async () => {
    const once = await (await setUp({ patients: 9 })).service.fit(fitFace, watchedControl())
    const again = await (await setUp({ patients: 9 })).service.fit(fitFace, watchedControl())
    expect(again).toEqual(once)
  })

  test('reports the held-out estimate of every rated session, within the range of the item', async () => {
    const { service } = await setUp({ patients: 10, visits: 2 })
    const { models } = await service.fit(fitFace, watchedControl())
    const { points, estimates } = service.report(models[0]?.id ?? NaN)
    expect(points).toHaveLength(20)
    expect(points.map(({ estimate }) => estimate)).toEqual(estimates.map(({ value }) => value))
    for (const { value, ciLow, ciHigh, heldOut, level, nClips, faceShare } of estimates) {
      expect([heldOut, level, nClips, faceShare]).toEqual([true, 0.9, 2, 0.75])
      expect([1, ciLow, value, ciHigh, 7]).toEqual([1, ciLow, value, ciHigh, 7].sort((a, b) => a - b))
    }
  })

  test('estimates unrated sessions too, and flags those of patients that it has seen', async () => {
    const { service } = await setUp({
      patients: 12,
      visits: 2,
      // The last patient has no rating, the one before none of the second visit.
      rate: (place) => (place >= 21 ? null : 1 + (place % 7)),
    })
    const { models } = await service.fit(fitFace, watchedControl())
    const { estimates, points, model } = service.report(models[0]?.id ?? NaN)
    expect([model.nPatients, points.length, estimates.length]).toEqual([11, 21, 24])
    expect(estimates.slice(-4).map(({ heldOut }) => heldOut)).toEqual([true, false, true, true])
    expect(points.at(-1)).toMatchObject({ patientCode: 'P010', visitLabel: 'visit 1' })
  })

  test('takes the mean of the raters of a session as its rating', async () => {
    const { service, db, sessions } = await setUp({ patients: 8 })
    const first = sessions[0]?.sessionId ?? NaN
    addScore(db, { sessionId: first, itemId: 'face', rater: 'CD', value: 4 })
    const { models } = await service.fit(fitFace, watchedControl())
    expect(service.report(models[0]?.id ?? NaN).points[0]?.rating).toBe(2.5)
    expect(models[0]?.trainedOn).toContain('by the mean of raters AB, CD')
  })

  test('takes the consensus of a session alone where there is one, and says for how many', async () => {
    const { db, sessions, service } = await setUp({ patients: 9 })
    const first = sessions[0]?.sessionId ?? NaN
    addScore(db, { sessionId: first, itemId: 'face', rater: 'CD', value: 7 })
    addScore(db, { sessionId: first, itemId: 'face', rater: 'AB-CD', value: 6 })
    db.exec(`UPDATE raters SET consensus_of = '["AB","CD"]' WHERE code = 'AB-CD'`)
    const { models } = await service.fit(fitFace, watchedControl())
    expect(
      service.report(models[0]?.id ?? NaN).points.find(({ sessionId }) => sessionId === first)?.rating,
    ).toBe(6)
    expect(models[0]?.trainedOn).toContain('Where raters agreed on a consensus, it alone counts: 1 session.')
  })

  test('says synthetic when any rating was made up', async () => {
    const { service } = await setUp({ patients: 8, synthetic: true })
    const { models } = await service.fit(fitFace, watchedControl())
    expect(models[0]).toMatchObject({ synthetic: true })
    expect(models[0]?.trainedOn).toContain('synthetic ratings')
  })

  test('fits every visible item of a scale, and lists those it cannot with the reason', async () => {
    const { service, db } = await setUp({ patients: 9 })
    const control = watchedControl()
    const result = await service.fit({ scaleId: 'tiny', itemIds: null, packId }, control)
    expect(result.models.map(({ itemId }) => itemId)).toEqual(['face'])
    expect(result.refused).toEqual([
      {
        itemId: 'hands',
        message:
          '“Stillness of the hands” (tiny_hands) cannot be estimated: 0 patients are rated on it. At least 8 patients are needed, as each is estimated by a model of the others and fewer would say nothing about a new one.',
      },
    ])
    expect(control.failures.map(({ item }) => item)).toEqual(['hands'])
    expect(control.steps.at(-1)).toEqual([9, 9])
    expect(createRunRepository(db).list().at(-1)).toMatchObject({ kind: 'fit', status: 'done' })
  })

  test('lists the newest model of an item only', async () => {
    const { service, db, sessions } = await setUp({ patients: 8 })
    await service.fit(fitFace, watchedControl())
    db.prepare('UPDATE scores SET value = 7 WHERE session_id = ?').run(sessions[0]?.sessionId)
    const { models } = await service.fit(fitFace, watchedControl())
    expect(service.models()).toEqual(models)
  })

  test('of the same once more is answered from what is kept, and is the newest all the same', async () => {
    const { service, db, sessions, fitted } = await setUp({ patients: 8 })
    const rerate = (value: number): void => {
      db.prepare('UPDATE scores SET value = ? WHERE session_id = ?').run(value, sessions[0]?.sessionId)
    }
    rerate(1)
    const first = await service.fit(fitFace, watchedControl())
    const pls = await service.fit({ ...fitFace, head: 'pls' }, watchedControl())
    expect(fitted).toHaveLength(2)
    const again = await service.fit(fitFace, watchedControl())
    expect(fitted).toHaveLength(2)
    expect([first.isKept, pls.isKept, again.isKept]).toEqual([false, false, true])
    expect(service.inUse()).toEqual(again.models)
    const [one, other] = [first, again].map(({ models }) => service.report(models[0]?.id ?? NaN))
    expect(other?.model).toEqual({ ...one?.model, id: again.models[0]?.id })
    expect(other?.estimates.map(({ modelId: _, ...said }) => said)).toEqual(
      one?.estimates.map(({ modelId: _, ...said }) => said),
    )
    rerate(2)
    expect((await service.fit(fitFace, watchedControl())).isKept).toBe(false)
    rerate(1)
    expect((await service.fit(fitFace, watchedControl())).isKept).toBe(true)
    // An estimate is gone, as of a visit that was taken out and put back.
    db.prepare('DELETE FROM estimates WHERE session_id = ?').run(sessions[3]?.sessionId)
    expect((await service.fit(fitFace, watchedControl())).isKept).toBe(false)
    expect(fitted).toHaveLength(4)
  })

  test('tells its parts, in whole patients', async () => {
    const { service } = await setUp({ patients: 8 })
    const { gather, each, pairs, groups, fewer, exchange, judge } = fitStages
    const ridge = watchedControl()
    await service.fit(fitFace, ridge)
    expect(ridge.stages).toEqual([gather, pairs, groups, fewer, exchange, judge])
    expect(ridge.steps.flat().every(Number.isInteger)).toBe(true)
    const pls = watchedControl()
    await service.fit({ ...fitFace, head: 'pls' }, pls)
    expect(pls.stages).toEqual([gather, each, groups, fewer, exchange, judge])
  })

  test('leaves no model behind when cancelled between two patients', async () => {
    const { service, db } = await setUp({ patients: 10 })
    const control = watchedControl(({ steps, abort }) => {
      if (steps.at(-1)?.[0] === 3) abort.abort()
    })
    await expect(service.fit(fitFace, control)).rejects.toMatchObject({ code: 'cancelled' })
    expect(service.models()).toEqual([])
    expect(createRunRepository(db).list().at(-1)).toMatchObject({ kind: 'fit', status: 'cancelled' })
  })
})

test('a model says who of the rated it rests on', async () => {
  const { service, db, sessions } = await setUp({ patients: 10, visits: 2 })
  // One patient is rated on the hands only, one visit of another has no clip any more.
  db.prepare('DELETE FROM scores WHERE session_id IN (?, ?)').run(
    sessions[0]?.sessionId,
    sessions[1]?.sessionId,
  )
  addScore(db, { sessionId: sessions[0]?.sessionId ?? NaN, itemId: 'hands', value: 2 })
  const exclude = db.prepare("UPDATE clips SET state = 'excluded' WHERE id = ?")
  for (const clipId of sessions[3]?.clipIds ?? []) exclude.run(clipId)
  const { models } = await service.fit(fitFace, watchedControl())
  expect(models[0]?.metrics.flow).toEqual({
    scale: { nPatients: 10, nSessions: 19 },
    item: { nPatients: 9, nSessions: 18 },
    blind: { nPatients: 9, nSessions: 18 },
    clip: { nPatients: 9, nSessions: 17 },
    predicted: { nPatients: 9, nSessions: 17 },
    face: { nPatients: 9, nSessions: 17 },
  })
  expect(models[0]).toMatchObject({ nPatients: 9, nSessions: 17 })
})

describe('ratings that were made with estimates in view', () => {
  /** Of three patients of twelve; a second rater of the first of them saw none. */
  async function withSeen() {
    const study = await setUp({ patients: 12, rate: (place) => (place < 3 ? null : 1 + (place % 7)) })
    study.sessions.slice(0, 3).forEach(({ sessionId }) => {
      addScore(study.db, { sessionId, itemId: 'face', value: 7, unblinded: true })
    })
    const first = study.sessions[0]?.sessionId ?? NaN
    addScore(study.db, { sessionId: first, itemId: 'face', rater: 'CD', value: 2 })
    return study
  }

  test('are left out and counted', async () => {
    const { service } = await withSeen()
    const { models } = await service.fit(fitFace, watchedControl())
    const model = models[0] ?? expect.fail('no model')
    expect(model).toMatchObject({ nPatients: 10, nSessions: 10 })
    expect(model.metrics.flow).toMatchObject({ item: { nSessions: 12 }, blind: { nSessions: 10 } })
    expect(service.report(model.id).points[0]?.rating).toBe(2)
    expect(model.trainedOn).not.toContain('in view')
  })

  test('count where somebody said so, and every estimate says that', async () => {
    const { service } = await withSeen()
    const { models } = await service.fit({ ...fitFace, unblinded: true }, watchedControl())
    expect(models[0]).toMatchObject({ nPatients: 12 })
    expect(models[0]?.trainedOn).toMatch(/ 3 ratings were made with estimates in view\.$/u)
    expect(service.report(models[0]?.id ?? NaN).points[0]?.rating).toBe(4.5)
  })

  test('are named where too few patients are left without', async () => {
    const { service, db } = await setUp({ patients: 9 })
    db.exec('UPDATE scores SET estimates_shown = 1, others_shown = 0 WHERE session_id > 6')
    await expect(service.fit(fitFace, watchedControl())).rejects.toMatchObject({
      code: 'too-few-patients',
      message: expect.stringContaining(
        '9 patients are rated on it, 3 of them with estimates in view only, which does not count. At least 8',
      ),
    })
  })
})

describe('one person under two codes', () => {
  /** The patient's face of each of these sessions is the same one. */
  function giveOneFace(db: Database, sessionIds: readonly (number | undefined)[]): void {
    const give = db.prepare("UPDATE people SET embedding = ? WHERE session_id = ? AND role = 'patient'")
    const face = new Float32Array(128)
    face[0] = 1
    for (const sessionId of sessionIds) expect(give.run(toBlob(face), sessionId).changes).toBe(1)
  }

  test('is refused, and nothing is fitted', async () => {
    const { service, db, sessions } = await setUp({ patients: 9 })
    giveOneFace(db, [sessions[2]?.sessionId, sessions[7]?.sessionId])
    await expect(service.fit(fitFace, watchedControl())).rejects.toMatchObject({
      code: 'same-person',
      message: expect.stringContaining('P002 and P007 have faces 0.00 apart'),
    })
    expect(service.models()).toEqual([])
    expect(() => {
      service.requireApart(fitFace)
    }).toThrow('P002 and P007')
  })

  test('is refused for one video under two codes', async () => {
    const { service, db } = await setUp({ patients: 9 })
    db.prepare("UPDATE videos SET sha256 = ? WHERE file_name = 'clip-1.mp4' AND session_id IN (1, 4)").run(
      'e'.repeat(64),
    )
    await expect(service.fit(fitFace, watchedControl())).rejects.toThrow(
      'P000 and P003 have a video in common',
    )
  })

  test('is taken for two where somebody said so, and every estimate says that', async () => {
    const { service, db, sessions } = await setUp({ patients: 9 })
    giveOneFace(db, [sessions[2]?.sessionId, sessions[7]?.sessionId])
    const { models } = await service.fit({ ...fitFace, differentPeople: true }, watchedControl())
    expect(models[0]?.trainedOn).toMatch(
      / Said to be different people, though they look like one: P002 and P007\.$/u,
    )
  })

  test('is nothing where nobody rated one of the two, two visits are one patient’s, or all is made up', async () => {
    const { service, db, sessions } = await setUp({
      ...{ patients: 9, visits: 2, rate: (place) => (place < 2 ? null : 1 + (place % 7)) },
    })
    giveOneFace(db, [sessions[0]?.sessionId, sessions[4]?.sessionId, sessions[5]?.sessionId])
    const { models } = await service.fit(fitFace, watchedControl())
    expect(models[0]?.trainedOn).not.toContain('different people')

    const madeUp = await setUp({ patients: 9, synthetic: true })
    giveOneFace(madeUp.db, [madeUp.sessions[2]?.sessionId, madeUp.sessions[7]?.sessionId])
    expect((await madeUp.service.fit(fitFace, watchedControl())).models).toHaveLength(1)
  })
})

describe('a refusal', () => {
  test('below eight rated patients says how many there are and why that is too few', async () => {
    const { service } = await setUp({ patients: 7, visits: 3 })
    await expect(service.fit(fitFace, watchedControl())).rejects.toMatchObject({
      code: 'too-few-patients',
      message: expect.stringMatching(
        /^“Stillness of the face” \(tiny_face\) .*: 7 patients are rated on it\. At least 8/,
      ),
    })
  })

  test('tells rated patients from those whose videos have been looked at', async () => {
    const { service } = await setUp({ patients: 9, unseen: true })
    await expect(service.fit(fitFace, watchedControl())).rejects.toThrow(
      '9 patients are rated on it, and 0 of them also have a predicted clip with a face.',
    )
  })

  test('of an item that no face shows is fitted where somebody insists, with a warning that stays', async () => {
    const { db, sessions, service } = await setUp({ patients: 9 })
    sessions.forEach(({ sessionId }, place) => {
      addScore(db, { sessionId, itemId: 'talk', value: 1 + (place % 7) })
    })
    const fit = { scaleId: 'tiny', itemIds: ['talk'], packId }
    await expect(service.fit(fit, watchedControl())).rejects.toMatchObject({ code: 'item-not-visible' })
    const { models } = await service.fit({ ...fit, insists: true }, watchedControl())
    expect(models[0]?.trainedOn).toContain('Warning: a face does not show this item')
    const all = await service.fit({ ...fit, itemIds: null, insists: true }, watchedControl())
    expect(all.models.map(({ itemId }) => itemId)).toEqual(['face'])
  })

  test('of an item that no face shows names the reason', async () => {
    const { service } = await setUp({ patients: 9 })
    await expect(service.fit({ ...fitFace, itemIds: ['talk'] }, watchedControl())).rejects.toMatchObject({
      code: 'item-not-visible',
      message: expect.stringContaining('It is rated from something else than what a face shows.'),
    })
  })

  test('comes when every session was rated alike', async () => {
    const { service } = await setUp({ patients: 9, rate: () => 3 })
    await expect(service.fit(fitFace, watchedControl())).rejects.toMatchObject({ code: 'nothing-to-do' })
  })

  test('of what is not there is not found', async () => {
    const { service } = await setUp({ patients: 1 })
    await expect(service.fit({ ...fitFace, scaleId: 'no' }, watchedControl())).rejects.toMatchObject({
      code: 'not-found',
    })
    await expect(service.fit({ ...fitFace, itemIds: ['no'] }, watchedControl())).rejects.toMatchObject({
      code: 'not-found',
    })
    expect(() => service.report(1)).toThrow('no longer there')
  })
})

describe('agreement', () => {
  const pair = { scaleId: 'tiny', itemId: 'face', raterA: 'AB', raterB: 'CD' }

  test('compares two raters session by session', async () => {
    const { service, db, sessions } = await setUp({ patients: 6 })
    sessions.forEach(({ sessionId }, place) => {
      if (place > 0) addScore(db, { sessionId, itemId: 'face', rater: 'CD', value: 2 + (place % 7) })
    })
    const agreement = await service.agreement(pair)
    expect(agreement?.points).toHaveLength(5)
    expect(agreement?.points[0]).toEqual({
      patientCode: 'P001',
      visitLabel: 'visit 1',
      ratingA: 2,
      ratingB: 3,
    })
    expect(agreement?.blandAltman.bias.value).toBe(-1)
    expect(agreement?.icc21.value).toBeCloseTo(2.5 / 3, 12)
    expect(agreement?.icc21).toMatchObject({
      ciLow: null,
      method: expect.stringContaining('differ by a constant'),
    })
    expect(agreement?.weightedKappa).toMatchObject({ value: 0.8, nPatients: 5, nSessions: 5 })
  })

  test('gives the F-based interval when each patient came once', async () => {
    const { service, db, sessions } = await setUp({ patients: 6 })
    sessions.forEach(({ sessionId }, place) => {
      addScore(db, { sessionId, itemId: 'face', rater: 'CD', value: 1 + ((place * 4) % 7) })
    })
    const { icc21 } = (await service.agreement(pair)) ?? expect.fail('no agreement')
    expect(icc21.method).toContain('F-based')
    expect(icc21.ciLow).toBeLessThan(icc21.value ?? NaN)
    expect(icc21.ciHigh).toBeGreaterThan(icc21.value ?? NaN)
  })

  test('knows in every interval how many patients there are when some came more than once', async () => {
    const { service, db, sessions } = await setUp({ patients: 4, visits: 2 })
    sessions.forEach(({ sessionId }, place) => {
      addScore(db, { sessionId, itemId: 'face', rater: 'CD', value: 1 + ((place * 2) % 7) })
    })
    const agreement = await service.agreement(pair)
    expect(agreement?.icc21).toMatchObject({ nPatients: 4, nSessions: 8 })
    expect(agreement?.icc21.method).toContain('F-based interval')
    expect(agreement?.weightedKappa.method).toContain('bootstrap over patients')
    expect(agreement?.blandAltman.bias).toMatchObject({ nPatients: 4, nSessions: 8 })
  })

  test('adds up totals and leaves out incomplete ones', async () => {
    const { service, db, sessions } = await setUp({ patients: 3 })
    for (const { sessionId } of sessions) {
      addScore(db, { sessionId, itemId: 'face', rater: 'CD', value: 2 })
      addScore(db, { sessionId, itemId: 'hands', rater: 'CD', value: 3 })
    }
    for (const { sessionId } of sessions.slice(0, 2)) {
      addScore(db, { sessionId, itemId: 'hands', rater: 'AB', value: 5 })
    }
    expect((await service.agreement({ ...pair, itemId: 'still' }))?.points).toEqual([
      { patientCode: 'P000', visitLabel: 'visit 1', ratingA: 6, ratingB: 5 },
      { patientCode: 'P001', visitLabel: 'visit 1', ratingA: 7, ratingB: 5 },
    ])
  })

  test('is null when no session was rated by both', async () => {
    const { service } = await setUp({ patients: 3 })
    expect(await service.agreement(pair)).toBeNull()
    await expect(service.agreement({ ...pair, itemId: 'no' })).rejects.toThrow('no item or total')
  })
})
