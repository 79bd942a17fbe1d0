import BetterSqlite from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { createProblemRepository } from '#core/areas/study/problem-repository.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import { aPrediction, now, packId, preferencesByDefault } from '../../../../../helpers/a-prediction.ts'
import {
  createFakeInference,
  embeddingOf,
  fakePack,
  fakePackStore,
  withoutFace,
} from '../../../../../helpers/fake-inference.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'

const unusedSubjects = () => {
  throw new Error('no')
}

describe('a run', () => {
  test('stores an embedding and a prediction of each clip, with where they came from', async () => {
    const { service, clipIds, promptSetId, areas } = aPrediction()
    const result = await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(result).toEqual({ predicted: 3, reused: 0, failed: [] })
    const clipId = clipIds[1] ?? NaN
    const up = Math.exp(clipId) / (Math.exp(clipId) + 1)
    const prediction = await service.get({ clipId, packId, promptSetId })
    expect(prediction?.probabilities[0]).toBeCloseTo(up, 12)
    expect(prediction).toMatchObject({
      clipId,
      promptSetId,
      promptSetName: 'Directions',
      labels: ['up', 'down'],
      topClass: 'up',
      pictureWidth: 64,
      pictureHeight: 48,
      faceCount: 3,
      provenance: {
        packId,
        packVersion: '1.0.0',
        packSha256: 'a'.repeat(64),
        provider: 'cpu',
        precision: 'fp32',
        appVersion: '0.1.0',
        finishedUtc: now().toISOString(),
      },
    })
    expect(areas).toEqual([['predictions', 'library']])
  })

  test('gives each sampled frame its time, its face and its probabilities', async () => {
    const { service, clipIds, promptSetId } = aPrediction({ clips: 1 })
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    const prediction = await service.get({ clipId: clipIds[0] ?? NaN, packId, promptSetId })
    expect(prediction?.frames.map(({ timeMs, face }) => [timeMs, face])).toEqual([
      [0, { x: 10, y: 20, width: 30, height: 40, confidence: 0.75 }],
      [500, null],
      [1000, { x: 10, y: 20, width: 30, height: 40, confidence: 0.75 }],
      [1500, { x: 10, y: 20, width: 30, height: 40, confidence: 0.75 }],
    ])
    expect(prediction?.frames[1]?.probabilities).toBeNull()
    expect(prediction?.frames[3]?.probabilities).toEqual(prediction?.probabilities)
    expect(prediction?.windows).toBeNull()
  })

  test('is recorded with pack, parameters, provider and end', async () => {
    const { service, db, promptSetId } = aPrediction()
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(createRunRepository(db).list()).toMatchObject([
      {
        kind: 'predict',
        status: 'done',
        provider: 'cpu',
        appVersion: '0.1.0',
        message: null,
        parameters: {
          sampling: { kind: 'rate', fps: 2, maxFrames: 100 },
          precision: 'fp32',
          batch: 8,
          lanes: 2,
          facePack: { id: 'faces', sha256: 'f'.repeat(64) },
          detector: { scoreThreshold: 0.5 },
          promptSet: { id: promptSetId, name: 'Directions' },
          clips: 3,
          threads: 2,
        },
      },
    ])
  })

  test('counts whole and partial clips, never going back', async () => {
    const { service, promptSetId } = aPrediction({ clips: 2 })
    const control = watchedControl()
    await service.run({ clipIds: null, packId, promptSetId }, control)
    // Looking for faces takes the first half.
    expect(control.steps).toEqual([0, 0.5, 1, 1.25, 1.5, 1.75, 2].map((done) => [done, 2]))
    const again = watchedControl()
    const engine = { precision: 'int8' } as const
    await service.run({ clipIds: null, packId, promptSetId, engine }, again)
    expect(again.steps).toEqual([0, 0.5, 1, 1.5, 2].map((done) => [done, 2]))
  })

  test('looks at no clip twice, also after the study was closed and opened', async () => {
    const { start, inference, promptSetId } = aPrediction()
    await start().run({ clipIds: null, packId, promptSetId }, watchedControl())
    const before = start().stored(null)
    const again = await start().run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(again).toEqual({ predicted: 0, reused: 3, failed: [] })
    expect(inference.looked).toHaveLength(3)
    expect(start().stored(null)).toEqual(before)
  })

  test('runs on what is set, or on what was asked for in its place, and names it', async () => {
    const { start, inference, clipIds, promptSetId, db } = aPrediction({ clips: 1 })
    const engine = { precision: 'int8', provider: null, memoryMb: 512 } as const
    const service = start({ preferences: () => ({ ...preferencesByDefault, engine }) })
    const clipId = clipIds[0] ?? NaN
    const request = { clipIds: null, packId, promptSetId }
    await service.run(request, watchedControl())
    await service.run({ ...request, engine: { precision: 'fp32', provider: 'webgpu' } }, watchedControl())
    expect(inference.choices).toEqual([engine, { precision: 'fp32', provider: 'webgpu', memoryMb: 512 }])
    expect(inference.requests.map((asked) => asked.engine.precision)).toEqual(['int8', 'fp32'])
    expect((await service.get({ clipId, packId, promptSetId }))?.provenance).toMatchObject({
      provider: 'webgpu',
      precision: 'fp32',
    })
    expect(createRunRepository(db).list()).toMatchObject([
      { parameters: { precision: 'int8', batch: 8, lanes: 2 } },
      { parameters: { precision: 'fp32' } },
    ])
  })

  test('takes a pass in the same precision again, on whatever it was computed', async () => {
    const { service, inference, promptSetId } = aPrediction()
    const request = { clipIds: null, packId, promptSetId }
    await service.run({ ...request, engine: { provider: 'webgpu' } }, watchedControl())
    const again = await service.run(request, watchedControl())
    expect([again.reused, inference.looked.length]).toEqual([3, 3])
  })

  test('looks anew when the pack has changed, and keeps what the old one said', async () => {
    const { start, inference, promptSetId, clipIds } = aPrediction({ clips: 1 })
    await start().run({ clipIds: null, packId, promptSetId }, watchedControl())
    const newer = start({ pack: fakePack('2.0.0', 'b'.repeat(64)) })
    const clipId = clipIds[0] ?? NaN
    expect(await newer.get({ clipId, packId, promptSetId })).toBeNull()
    await newer.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(inference.looked).toHaveLength(2)
    expect(newer.stored(clipId).map(({ provenance }) => provenance.packVersion)).toEqual(['1.0.0', '2.0.0'])
  })

  test('looks at the asked clips only and refuses one that is not there', async () => {
    const { service, inference, clipIds, promptSetId } = aPrediction()
    const second = clipIds.slice(1, 2)
    await service.run({ clipIds: second, packId, promptSetId }, watchedControl())
    expect(inference.looked).toEqual(second)
    await expect(
      service.run({ clipIds: [999], packId, promptSetId }, watchedControl()),
    ).rejects.toMatchObject({ code: 'not-found' })
  })

  test('has nothing to do in a study without clips', async () => {
    const { service, promptSetId } = aPrediction({ clips: 0 })
    await expect(service.run({ clipIds: null, packId, promptSetId }, watchedControl())).rejects.toMatchObject(
      { code: 'nothing-to-do' },
    )
  })
})

describe('a clip that cannot be predicted', () => {
  test('without a face is a problem in one sentence, now and in the next run, which looks at no frame', async () => {
    const { service, db, inference, clipIds, promptSetId } = aPrediction({
      answer: ({ clipId }) => (clipId === 3 ? withoutFace(clipId) : embeddingOf(clipId, [1, 0])),
    })
    const message = 'The patient’s face is not seen in any of the 4 sampled frames of this clip.'
    const clipId = clipIds[2] ?? NaN
    for (const expected of [
      { predicted: 2, reused: 0 },
      { predicted: 0, reused: 2 },
    ]) {
      const control = watchedControl()
      const result = await service.run({ clipIds: null, packId, promptSetId }, control)
      expect(result).toEqual({ ...expected, failed: [{ clipId, message }] })
      expect(control.failures).toEqual([{ item: 'Clip 3 of P001 baseline', message }])
      expect(control.steps.at(-1)).toEqual([3, 3])
    }
    expect(createProblemRepository(db).get(clipId)).toEqual({ code: 'no-face', message })
    expect(await service.get({ clipId, packId, promptSetId })).toBeNull()
    expect(inference.looked).toHaveLength(3)
  })

  test('loses its problem once it has been predicted, and the others were not held up', async () => {
    let isBroken = true
    const problem = {
      code: 'media-unreadable',
      message: 'The video “clip-1.mp4” ends in the middle of a picture.',
    }
    const { service, db, clipIds, promptSetId } = aPrediction({
      answer: ({ clipId }) => (isBroken && clipId === 1 ? problem : embeddingOf(clipId, [1, 0])),
    })
    const clipId = clipIds[0] ?? NaN
    const first = await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(first).toEqual({ predicted: 2, reused: 0, failed: [{ clipId, message: problem.message }] })
    expect(createProblemRepository(db).get(clipId)).toEqual(problem)
    expect(createRunRepository(db).list()[0]?.message).toBe('1 of 3 clips could not be predicted.')
    isBroken = false
    const second = await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(second).toEqual({ predicted: 1, reused: 2, failed: [] })
    expect(createProblemRepository(db).get(clipId)).toBeNull()
  })

  test('in parts only, because its video is damaged there, is predicted and says so from then on', async () => {
    const { service, db, clipIds, promptSetId } = aPrediction({
      damageOf: ({ clipId }) => (clipId === 2 ? [{ startMs: 1000, endMs: 2500 }] : []),
    })
    const clipId = clipIds[1] ?? NaN
    const message = 'clip-2.mp4 is damaged from 00:01.000 to 00:02.500: the pictures there were left out.'
    const control = watchedControl()
    const result = await service.run({ clipIds: null, packId, promptSetId }, control)
    expect(result).toEqual({ predicted: 3, reused: 0, failed: [] })
    expect(control.failures).toEqual([])
    expect(control.notices).toEqual([{ item: 'Clip 2 of P001 baseline', message }])
    expect(createRunRepository(db).list()[0]?.message).toBeNull()
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(createProblemRepository(db).get(clipId)).toEqual({ code: 'damaged-stretch', message })
  })

  test('because its file is gone is named by file, and is not asked for', async () => {
    const { service, inference, promptSetId } = aPrediction({
      videoFile: (videoId) => (videoId === 2 ? null : '/study/there.mp4'),
    })
    const { failed } = await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    expect(failed.map(({ message }) => message)).toEqual([
      'The video “clip-2.mp4” of P001 baseline is not where the study expects it.',
    ])
    expect(inference.looked).toEqual([1, 3])
  })
})

test('in a study that is open for looking only, what was stored is told', async () => {
  const { service, db, clipIds, promptSetId } = aPrediction({ clips: 1 })
  await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
  const looking = createPredictionService({
    db: new BetterSqlite(db.serialize(), { readonly: true }),
    environment: {
      packs: fakePackStore(),
      inference: createFakeInference(() => new Error('no')),
      appVersion: '0',
    },
    videoFile: () => null,
    people: { look: () => Promise.reject(new Error('no')), clipSubjects: unusedSubjects },
  })
  const clipId = clipIds[0] ?? NaN
  expect(await looking.get({ clipId, packId, promptSetId })).toEqual(service.stored(clipId)[0])
})

test('of a run whose record is damaged nothing is told until its clips are predicted again, which looks at none', async () => {
  const { start, db, inference, clipIds, promptSetId } = aPrediction()
  const request = { clipIds: null, packId, promptSetId }
  await start().run({ ...request, clipIds: clipIds.slice(0, 2) }, watchedControl())
  await start().run({ ...request, clipIds: clipIds.slice(2) }, watchedControl())
  const file = db.serialize()
  file.write('["sampling"', file.indexOf('{"sampling":'))
  const damaged = new BetterSqlite(file)
  const service = start({ db: damaged })
  const [whole, lost] = [service.stored(null), clipIds.filter((id) => service.stored(id).length === 0)]
  expect(whole).toHaveLength(3 - lost.length)
  expect(lost.length).toBeGreaterThan(0)
  expect(await service.get({ clipId: lost[0] ?? NaN, packId, promptSetId })).toBeNull()
  expect(createRunRepository(damaged).damages()).toHaveLength(1)
  const again = await service.run(request, watchedControl())
  expect(again).toMatchObject({ predicted: 0, reused: 3 })
  expect(inference.looked).toHaveLength(3)
  expect(service.stored(null)).toHaveLength(3)
  expect(await service.get({ clipId: lost[0] ?? NaN, packId, promptSetId })).toMatchObject({
    provenance: { runId: 3, precision: 'fp32' },
  })
})

describe('a run that does not come to its end', () => {
  test('keeps what it had done when cancelled', async () => {
    const { service, db, promptSetId, clipIds, findPeople } = aPrediction()
    await findPeople()
    const control = watchedControl(({ steps, abort }) => {
      if (steps.at(-1)?.[0] === 1) abort.abort()
    })
    await expect(service.run({ clipIds: null, packId, promptSetId }, control)).rejects.toMatchObject({
      code: 'cancelled',
    })
    expect(createRunRepository(db).list()).toMatchObject([{ status: 'cancelled' }])
    expect(service.stored(null).map(({ clipId }) => clipId)).toEqual(clipIds.slice(0, 1))
  })

  test('is recorded as failed when inference gives up', async () => {
    const { service, db, promptSetId } = aPrediction({
      answer: ({ clipId }) => (clipId === 2 ? new Error('out of memory') : embeddingOf(clipId, [1, 0])),
    })
    await expect(service.run({ clipIds: null, packId, promptSetId }, watchedControl())).rejects.toThrow(
      'out of memory',
    )
    expect(createRunRepository(db).list()).toMatchObject([
      { status: 'failed', finishedUtc: now().toISOString() },
    ])
    expect(service.stored(null)).toHaveLength(1)
  })

  test('is marked as failed at the next open when its process was killed', () => {
    const { db, start } = aPrediction()
    db.exec(`INSERT INTO packs VALUES (1, 'p', '1', '${'c'.repeat(64)}', '{}')`)
    const run = { kind: 'fit' as const, packRowId: 1, parameters: {}, appVersion: '0', startedUtc: 'then' }
    createRunRepository(db).start(run)
    start()
    expect(createRunRepository(db).list()).toMatchObject([
      {
        status: 'failed',
        message: 'The program ended before this run did.',
        finishedUtc: now().toISOString(),
      },
    ])
  })
})

describe('prompts', () => {
  test('of a new set are compared with what is stored, without looking at the video', async () => {
    const { service, inference, addSet, clipIds, promptSetId } = aPrediction({ clips: 1 })
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    const other = addSet('The other way round', ['down below', 'up above'])
    const clipId = clipIds[0] ?? NaN
    const first = await service.get({ clipId, packId, promptSetId })
    const second = await service.get({ clipId, packId, promptSetId: other })
    expect(second?.topClass).toBe('up above')
    expect(second?.probabilities).toEqual(first?.probabilities.toReversed())
    expect(await service.get({ clipId, packId, promptSetId: other })).toEqual(second)
    expect(inference.looked).toHaveLength(1)
    expect(inference.read).toEqual(['up', 'down', 'down below', 'up above'])
    expect(service.stored(clipId).map((prediction) => prediction.promptSetId)).toEqual([promptSetId])
  })

  test('that a clip is only looked at with change nothing in the study', async () => {
    const { service, db, addSet, areas, clipIds, promptSetId } = aPrediction({ clips: 2 })
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    const other = addSet('Other', ['down below', 'up above'])
    const contents = () => db.serialize().toString('base64')
    const [before, announced] = [contents(), areas.length]
    for (const clipId of clipIds)
      expect(await service.get({ clipId, packId, promptSetId: other })).not.toBeNull()
    expect(contents()).toBe(before)
    expect(areas).toHaveLength(announced)
  })

  test('say the same of a clip that is looked at as of one that is predicted with them', async () => {
    const { service, addSet, clipIds, promptSetId } = aPrediction({ clips: 1 })
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    const other = addSet('Other', ['down below', 'up above'])
    const clipId = clipIds[0] ?? NaN
    const looked = await service.get({ clipId, packId, promptSetId: other })
    await service.run({ clipIds: null, packId, promptSetId: other }, watchedControl())
    expect(await service.get({ clipId, packId, promptSetId: other })).toEqual(looked)
    expect(service.stored(clipId).map((prediction) => prediction.promptSetId)).toEqual([promptSetId, other])
  })

  test('can be looked with in a study that is open for looking only', async () => {
    const { service, db, start, addSet, clipIds, promptSetId } = aPrediction({ clips: 1 })
    await service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    const other = addSet('Other', ['down below', 'up above'])
    const looking = new BetterSqlite(db.serialize(), { readonly: true })
    const clipId = clipIds[0] ?? NaN
    const prediction = await start({ db: looking }).get({ clipId, packId, promptSetId: other })
    expect(prediction?.topClass).toBe('up above')
  })

  test('with a word that no pack knows are refused, and no video is looked at', async () => {
    const { service, db, inference, addSet } = aPrediction()
    const promptSetId = addSet('Odd', ['up', 'sideways'])
    const refused = service.run({ clipIds: null, packId, promptSetId }, watchedControl())
    await expect(refused).rejects.toMatchObject({
      code: 'prompt-unknown-words',
      message:
        'The prompt set “Odd” cannot be used with this pack. “sideways”: It holds no word that this pack knows.',
    })
    expect(inference.looked).toEqual([])
    expect(createRunRepository(db).list()).toEqual([])
  })

  test('are read aloud as the pack reads them', async () => {
    const { service } = aPrediction()
    expect((await service.readPrompts(packId, ['up', 'sideways'])).map(({ kind }) => kind)).toEqual([
      'embedded',
      'refused',
    ])
  })

  test('of a set that is gone are not found', async () => {
    const { service } = aPrediction()
    await expect(service.get({ clipId: 1, packId, promptSetId: 99 })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})
