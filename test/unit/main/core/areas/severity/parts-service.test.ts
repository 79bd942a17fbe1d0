import { beforeAll, describe, expect, test } from 'vitest'
import type { Database } from 'better-sqlite3'
import { toBlob } from '#core/db/float-blob.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import { fitSets } from '#core/areas/severity/fit-items.ts'
import { createPartsService } from '#core/areas/severity/parts-service.ts'
import { createSeverityService } from '#core/areas/severity/severity-service.ts'
import { statisticsHere } from '#core/areas/severity/statistics.ts'
import { createRandom } from '#core/statistics/random.ts'
import type { FeatureKind, HeadId } from '#shared/domain/head-kind.ts'
import type { EstimateSum } from '#shared/domain/estimate-parts.ts'
import type { SeverityReport } from '#shared/domain/severity.ts'
import { somePeople } from '../../../../../helpers/a-prediction.ts'
import { createFakeInference, embeddingOf, fakePackStore } from '../../../../../helpers/fake-inference.ts'
import {
  addScale,
  addScore,
  addSession,
  openMemoryStudy,
  watchedControl,
} from '../../../../../helpers/memory-study.ts'

const packId = 'two-numbers'
const UNRATED = 17

/** 9 patients with two visits of two clips each, whose three pictures differ; the last visit has no rating. */
async function setUp() {
  const db = openMemoryStudy()
  addScale(db)
  const random = createRandom(5)
  const severityOf = new Map<number, number>()
  const sessions = Array.from({ length: 18 }, (_, place) => {
    const patient = `P${String(Math.floor(place / 2)).padStart(3, '0')}`
    const session = addSession(db, { patient, visit: `visit ${String(1 + (place % 2))}`, clips: 2 })
    for (const clipId of session.clipIds) severityOf.set(clipId, 1 + (place % 7) + 3 * random() - 1.5)
    const { sessionId } = session
    if (place !== UNRATED) addScore(db, { sessionId, itemId: 'face', value: 1 + (place % 7) })
    return session
  })
  const inference = createFakeInference(({ clipId }) => {
    const [a, b, c] = [0, 1, 2].map(() => (severityOf.get(clipId) ?? 0) + 2 * random() - 1)
    const downs = [random(), 9 * random(), random()]
    const frames = [a ?? 0, downs[0] ?? 0, b ?? 0, downs[1] ?? 0, c ?? 0, downs[2] ?? 0]
    const mean = (first: 0 | 1): number =>
      ((frames[first] ?? 0) + (frames[first + 2] ?? 0) + (frames[first + 4] ?? 0)) / 3
    return {
      ...embeddingOf(clipId, [mean(0), mean(1)]),
      frameEmbeddings: Float32Array.from(frames),
    }
  })
  // As few permutations as a test needs that is not about them.
  const statistics = {
    ...statisticsHere,
    fit: (input: Parameters<typeof fitSets>[0]) =>
      fitSets(input, () => Promise.resolve(), { permutations: 3 }),
  }
  const environment = { packs: fakePackStore(), inference, appVersion: '0.1.0', statistics }
  const predictions = createPredictionService({
    ...{ db, environment, videoFile: () => '/a.mp4', people: somePeople(db, environment) },
  })
  const promptSets = createPromptSetRepository(db)
  const setOf = (name: string, labels: readonly string[]): number =>
    promptSets.insert({
      ...{ name, packId: null, frameStride: null },
      classes: labels.map((label) => ({ label, sentence: label })),
    })
  // Another set of as many prompts, which the model is not of.
  setOf('Other', ['down', 'up'])
  const promptSetId = setOf('Directions', ['up', 'down'])
  await predictions.run({ clipIds: null, packId, promptSetId }, watchedControl())
  db.exec('UPDATE people SET embedding = NULL')
  const severity = createSeverityService({ db, environment })
  const parts = createPartsService({ db, environment })
  return { db, sessions, severity, parts, promptSetId }
}

type Made = Awaited<ReturnType<typeof setUp>>

async function fitted(
  { severity, promptSetId }: Made,
  head: HeadId,
  features: FeatureKind,
): Promise<SeverityReport> {
  const request = { scaleId: 'tiny', itemIds: ['face'], packId, head, features, promptSetId }
  const { models } = await severity.fit(request, watchedControl())
  return severity.report(models[0]?.id ?? NaN)
}

async function sumOf({ parts }: Made, { model }: SeverityReport, sessionId: number): Promise<EstimateSum> {
  const found = await parts.of({ modelId: model.id, sessionId })
  return found.kind === 'sum' ? found : expect.fail(found.reason)
}

const total = (parts: readonly { readonly points: number }[]): number =>
  parts.reduce((sum, { points }) => sum + points, 0)

const combinations: [HeadId, FeatureKind][] = [
  ['ridge', 'mean'],
  ['ridge', 'mean-spread'],
  ['ridge', 'prompts'],
  ['pls', 'mean'],
  ['svr', 'prompts'],
  ['elastic-net', 'mean-spread'],
]

describe('what an estimate is made of', () => {
  let made: Made
  beforeAll(async () => {
    made = await setUp()
  })

  test.each(combinations)('adds up to the stored estimate: %s on %s', async (head, features) => {
    const report = await fitted(made, head, features)
    for (const place of [0, 5, UNRATED]) {
      const session = made.sessions[place] ?? expect.fail('no session')
      const sum = await sumOf(made, report, session.sessionId)
      const stored = report.estimates.find(({ sessionId }) => sessionId === session.sessionId)
      expect(sum.estimate).toBe(stored?.value)
      expect(sum.estimate).toBeCloseTo(Math.min(7, Math.max(1, sum.uncut)), 6)
      expect(Math.abs(sum.base + total(sum.clips) + (sum.spread ?? 0) - sum.uncut)).toBeLessThan(1e-9)
      expect(sum.clips.map(({ clipId }) => clipId)).toEqual(session.clipIds)
      for (const clip of sum.clips) {
        expect(clip.moments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
          [0, 500],
          [1000, 1500],
        ])
        expect(Math.abs(total(clip.moments) - clip.points)).toBeLessThan(1e-9)
      }
      expect(sum.prompts.map(({ label }) => label)).toEqual(features === 'prompts' ? ['up', 'down'] : [])
      if (features === 'prompts')
        expect(Math.abs(sum.base + total(sum.prompts) - sum.uncut)).toBeLessThan(1e-9)
      expect(sum.spread === null).toBe(features !== 'mean-spread')
      expect(sum.heldOut).toBe(place !== UNRATED)
    }
  })

  test('starts from the mean rating of those whom the model learnt from: of the others, or of all', async () => {
    const report = await fitted(made, 'ridge', 'mean')
    const first = made.sessions[0]?.sessionId ?? NaN
    const last = made.sessions[UNRATED]?.sessionId ?? NaN
    const mean = (points: readonly { readonly rating: number }[]): number =>
      points.reduce((sum, { rating }) => sum + rating, 0) / points.length
    const others = report.points.filter(({ patientCode }) => patientCode !== 'P000')
    expect((await sumOf(made, report, first)).base).toBeCloseTo(mean(others), 9)
    expect((await sumOf(made, report, last)).base).toBeCloseTo(mean(report.points), 9)
  })

  test.each<[HeadId, FeatureKind, RegExp]>([
    ['gp', 'mean', /^What a Gaussian process says of a visit is no sum over its clips/],
    ['ridge', 'quantiles', /quantiles of the embedding .* an estimate is no sum over clips/],
  ])('is not told where there are no parts: %s on %s', async (head, features, reason) => {
    const { model } = await fitted(made, head, features)
    const sessionId = made.sessions[0]?.sessionId ?? NaN
    const parts = await made.parts.of({ modelId: model.id, sessionId })
    expect(parts).toEqual({ kind: 'none', reason: expect.stringMatching(reason) as string })
  })

  test('is asked of an estimate that there is', async () => {
    await expect(made.parts.of({ modelId: 999, sessionId: 1 })).rejects.toMatchObject({ code: 'not-found' })
  })

  test('is not told of clips that are others than the estimate was made of', async () => {
    const { model } = await fitted(made, 'ridge', 'mean')
    const sessionId = made.sessions[3]?.sessionId ?? NaN
    changeClip(made.db, made.sessions[3]?.clipIds[0] ?? NaN)
    const parts = await made.parts.of({ modelId: model.id, sessionId })
    expect(parts).toEqual({ kind: 'none', reason: expect.stringContaining('Fit again') as string })
  })
})

function changeClip(db: Database, clipId: number): void {
  db.prepare('UPDATE embeddings SET clip_embedding = ? WHERE clip_id = ?').run(
    toBlob(Float32Array.of(40, 0)),
    clipId,
  )
}
