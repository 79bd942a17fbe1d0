import { describe, expect, test } from 'vitest'
import { createEmbeddingRepository } from '#core/areas/prediction/embedding-repository.ts'
import { createPackRepository } from '#core/areas/prediction/pack-repository.ts'
import { createPredictionRepository } from '#core/areas/prediction/prediction-repository.ts'
import { aPrediction, packId, preferencesByDefault } from '../../../../../helpers/a-prediction.ts'
import { fakeWindowPack, windowsOf, withoutFace } from '../../../../../helpers/fake-inference.ts'
import { watchedControl } from '../../../../../helpers/memory-study.ts'

const pack = fakeWindowPack()
const up = (logit: number): number => Math.exp(logit) / (Math.exp(logit) + 1)

function setUp(answer = ({ clipId }: { clipId: number }) => windowsOf(clipId, [clipId, clipId + 2])) {
  const prediction = aPrediction({ pack, answer, clips: 2 })
  const request = { clipIds: null, packId, promptSetId: prediction.promptSetId }
  const clipId = prediction.clipIds[0] ?? NaN
  return { ...prediction, request, clipId, of: { clipId, packId, promptSetId: prediction.promptSetId } }
}

describe('a pack that reads windows', () => {
  test('gives each window its probabilities, the clip their mean embedding’s, and a frame none', async () => {
    const { db, service, request, of } = setUp()
    await service.run(request, watchedControl())
    const prediction = await service.get(of)
    expect(prediction?.probabilities[0]).toBeCloseTo(up(2), 6)
    expect(prediction?.windows?.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 500],
      [1000, 1500],
    ])
    expect(prediction?.windows?.map(({ probabilities }) => probabilities[0])).toEqual([
      expect.closeTo(up(1), 6),
      expect.closeTo(up(3), 6),
    ])
    expect(prediction?.frames.map(({ face, probabilities }) => [face !== null, probabilities])).toEqual(
      [true, false, true, true].map((isFace) => [isFace, null]),
    )
    expect(service.stored(of.clipId)).toEqual([prediction])
    const [first] = createPredictionRepository(db).summaries()
    expect(first).toMatchObject({ clipId: of.clipId, frameCount: 4, windowCount: 2 })
  })

  test('without a face in any window has a problem and no prediction', async () => {
    const { service, request, of } = setUp(({ clipId }) => ({
      ...withoutFace(clipId),
      windowSpans: new Float64Array(0),
      windowEmbeddings: new Float32Array(0),
    }))
    const { failed } = await service.run(request, watchedControl())
    expect(failed).toHaveLength(2)
    expect(await service.get(of)).toBeNull()
  })

  test('reads windows one after the other without a gap, or as closely as was set', async () => {
    const { start, inference, request } = setUp()
    for (const windowStride of [null, 1]) {
      await start({ preferences: () => ({ ...preferencesByDefault, windowStride }) }).run(
        request,
        watchedControl(),
      )
    }
    const base = { kind: 'stride', frameStride: 4, windowFrames: 2 }
    expect(inference.requests.map(({ sampling }) => sampling)).toEqual(
      [2, 1].map((windowStride) => ({ ...base, windows: { kind: 'consecutive', windowStride } })),
    )
    expect(inference.looked).toHaveLength(4)
  })

  test('reads the one window of published evaluations when asked, each seed once', async () => {
    const { service, inference, request } = setUp()
    const plans = [
      { kind: 'first' },
      ...[7, 8, 7].map((seed) => ({ kind: 'random', seed }) as const),
    ] as const
    for (const windows of plans) await service.run({ ...request, windows }, watchedControl())
    expect(
      inference.requests.map(({ sampling }) => (sampling.kind === 'stride' ? sampling.windows : null)),
    ).toEqual(plans.slice(0, 3))
  })

  test('looks at other frames for a prompt set that wants it, and never compares one with the other’s', async () => {
    const { service, inference, request, of, addSet } = setUp()
    const closer = addSet('Closer', ['down', 'up'], 2)
    await service.run(request, watchedControl())
    expect(await service.get({ ...of, promptSetId: closer })).toBeNull()
    await service.run({ ...request, promptSetId: closer }, watchedControl())
    expect(inference.requests.map(({ sampling }) => sampling)).toMatchObject([
      { frameStride: 4 },
      { frameStride: 2 },
    ])
    const [first, second] = [await service.get(of), await service.get({ ...of, promptSetId: closer })]
    expect(first?.provenance.runId).toBe(1)
    expect(second?.provenance.runId).toBe(2)
    // The later pass is no newer one of the first set: both stand in tables and lists.
    expect(service.stored(of.clipId)).toEqual([first, second])
    const third = addSet('As the pack', ['up', 'down low'])
    expect((await service.get({ ...of, promptSetId: third }))?.provenance.runId).toBe(1)
  })

  test('lets severity models see the pack’s own sampling only', async () => {
    const passes = { done: 0 }
    const { db, service, request, addSet } = setUp(({ clipId }) =>
      windowsOf(clipId, [passes.done, passes.done]),
    )
    await service.run(request, watchedControl())
    passes.done = 1
    await service.run({ ...request, promptSetId: addSet('Closer', ['up', 'down'], 2) }, watchedControl())
    passes.done = 2
    await service.run({ ...request, windows: { kind: 'first' } }, watchedControl())
    const packRowId = createPackRepository(db).rowId(pack) ?? NaN
    const features = createEmbeddingRepository(db).features({ packRowId, frameStride: 4 })
    expect(features.map(({ clipEmbedding }) => clipEmbedding?.[0])).toEqual([0, 0])
  })
})

test('windows are refused of a pack that reads each frame on its own', async () => {
  const { service, inference, promptSetId } = aPrediction()
  const request = { clipIds: null, packId, promptSetId, windows: { kind: 'first' } } as const
  await expect(service.run(request, watchedControl())).rejects.toMatchObject({ code: 'bad-request' })
  expect(inference.looked).toEqual([])
})
