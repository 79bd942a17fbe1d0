import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createHeadService } from '#core/areas/severity/head-service.ts'
import { createPackRepository } from '#core/areas/prediction/pack-repository.ts'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createRunRepository } from '#core/areas/study/run-repository.ts'
import { createSessionRepository } from '#core/areas/study/session-repository.ts'
import { createSeverityRepository } from '#core/areas/severity/severity-repository.ts'
import type { NewSeverityModel } from '#core/areas/severity/severity-repository.ts'
import { validate } from '#core/areas/severity/validation.ts'
import { validateElsewhere } from '#core/areas/severity/external-validation.ts'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import type { LoadedPack } from '#core/packs/loaded-pack.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { NO_PROTOCOL } from '#shared/domain/protocol.ts'
import { somePeople } from '../../../../../helpers/a-prediction.ts'
import { checkDataPackage } from '../../../../../helpers/check-data-package.ts'
import {
  createFakeInference,
  embeddingOf,
  fakePack,
  fakePackStore,
} from '../../../../../helpers/fake-inference.ts'
import { heldOut } from '../../../../../helpers/held-out.ts'
import {
  addScale,
  addScore,
  addSession,
  openMemoryStudy,
  tinyScale,
  watchedControl,
} from '../../../../../helpers/memory-study.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

const now = (): Date => new Date('2026-03-04T05:06:07.000Z')
/** Of the two numbers that the pack makes of a clip, and the intercept. */
const weights = Float64Array.of(1.5, -0.25, 2)

interface SetUp {
  readonly pack?: LoadedPack<ClipTextPack>
  readonly predicted?: boolean
  readonly scale?: typeof tinyScale
}

/** Four patients, one visit each; their clips show 0, 1, 2 and 9. The last one is not rated. */
async function setUp({ pack = fakePack(), predicted = true, scale = tinyScale }: SetUp = {}) {
  const db = openMemoryStudy()
  addScale(db, scale)
  const shown = [0, 1, 2, 9]
  const sessions = shown.map((_, place) => {
    const session = addSession(db, { patient: `P00${String(place)}`, clips: 1 })
    if (place < 3 && scale.id === 'tiny')
      addScore(db, { sessionId: session.sessionId, itemId: 'face', value: 2 + place })
    return session
  })
  const inference = createFakeInference(({ clipId }) => embeddingOf(clipId, [shown[clipId - 1] ?? 0, 4]))
  const environment = { packs: fakePackStore(pack), inference, appVersion: '9.8.7', now }
  const predictions = createPredictionService({
    ...{ db, environment, videoFile: () => '/a.mp4', people: somePeople(db, environment) },
  })
  const classes = ['up', 'down'].map((label) => ({ label, sentence: label }))
  const set = { name: 'Directions', packId: null, frameStride: null, classes }
  const promptSetId = createPromptSetRepository(db).insert(set)
  const work = { clipIds: null, packId: 'two-numbers', promptSetId }
  if (predicted) await predictions.run(work, watchedControl())
  const library = {
    summary: () => ({ title: 'Ward 4' }) as never,
    sessions: () => createSessionRepository(db).list(),
  }
  return { db, sessions, heads: createHeadService({ db, environment, library }) }
}

type Model = Pick<NewSeverityModel, 'head' | 'settings' | 'weights'>

const linear: Model = { head: 'ridge', settings: { penalty: 2 }, weights }

/** Two units on the first number, one above 1 and one below it. */
const network: Model = {
  ...{ head: 'mlp-joint', settings: { hidden: 2, networks: 1 } },
  weights: Float64Array.of(...[1, 0, -1, 0], ...[-1, 1], ...[1.5, -1], 3),
}

/** A model as a fit leaves it, without the fit. */
async function saved(model = linear): Promise<string> {
  return (await savedHere(model)).file
}

/** The same, with the study that it is of. */
async function savedHere(model = linear) {
  const { db, heads } = await setUp()
  const packRowId = createPackRepository(db).ensure(fakePack())
  const started = { kind: 'fit' as const, packRowId, appVersion: '0.1.0', startedUtc: now().toISOString() }
  const runId = createRunRepository(db).start({ ...started, parameters: {} })
  const points = { patients: ['A', 'B', 'C'], estimates: [1, 2, 3], ratings: [1, 3, 2] }
  const modelId = createSeverityRepository(db).insert(
    {
      ...{ runId, scaleId: 'tiny', itemId: 'face', method: 'a method', ...model, features: 'mean' },
      ...{ nPatients: 12, nSessions: 24, nClips: 48, synthetic: true, createdUtc: now().toISOString() },
      planning: NO_PROTOCOL,
      trainedOn: 'Trained on synthetic ratings of 12 patients.',
      metrics: validate(heldOut(points)),
    },
    [],
  )
  const folder = tempFolder()
  expect(await heads.save(modelId, folder)).toEqual({ files: ['head.json', 'head.onnx'] })
  return { file: join(folder, 'head.json'), heads }
}

describe('a head as a file', () => {
  test.each([
    ['linear', linear, [1, 4, 7]],
    ['a network', network, [2, 4.5, 7]],
  ])(
    'that is %s is an ONNX model that gives what the study’s own model gives, cut to the range of the item',
    async (_, model, said) => {
      const card = await saved(model)
      const session = await openOrtSession({
        file: join(card, '..', 'head.onnx'),
        provider: 'cpu',
        threads: 1,
      })
      const features = Float32Array.of(0, 4, 2, 4, 9, 4)
      const { estimate } = await session.run({ session_features: { data: features, dims: [3, 2] } }, [
        'estimate',
      ])
      await session.dispose()
      expect([...(estimate?.data ?? [])]).toEqual(said)
    },
  )

  test('estimates the visits of another study, and says of each where it comes from', async () => {
    const file = await saved()
    const { heads, sessions } = await setUp()
    const { card, estimates, validation } = await heads.apply(file)
    expect(estimates.map(({ sessionId, value, rating }) => [sessionId, value, rating])).toEqual([
      [sessions[0]?.sessionId, 1, 2],
      [sessions[1]?.sessionId, 2.5, 3],
      [sessions[2]?.sessionId, 4, 4],
      [sessions[3]?.sessionId, 7, null],
    ])
    expect(card).toMatchObject({
      ...{ nPatients: 12, penalty: 2, synthetic: true, appVersion: '9.8.7' },
      item: { id: 'face', column: 'tiny_face', min: 1, max: 7 },
      pack: { id: 'two-numbers', sha256: 'a'.repeat(64) },
    })
    expect(validation?.mae).toMatchObject({ value: 0.5, nPatients: 3, nSessions: 3 })
  })

  test('is held against no ratings of the study that it was fitted in, which it says', async () => {
    const { file, heads } = await savedHere()
    const folder = tempFolder()
    const { applied, statistics, written } = await heads.applyInto(file, folder)
    expect([applied.learntHere, applied.validation, statistics]).toEqual([true, null, []])
    expect(written.warnings).toEqual([
      'The head learnt from synthetic ratings, made up for demonstration.',
      expect.stringContaining('it learnt from these patients'),
    ])
    const { rows, errors } = checkDataPackage(folder)
    expect([errors, rows['head_estimates.csv']?.length, rows['head_validation.csv']?.length]).toEqual([
      [],
      4,
      0,
    ])
  })

  test('that is a network estimates them, too', async () => {
    const { heads } = await setUp()
    const { card, estimates } = await heads.apply(await saved(network))
    expect(estimates.map(({ value }) => value)).toEqual([2, 3, 4.5, 7])
    expect(card.penalty).toBeNull()
  })

  test('is written out as tables that a reader can check, estimates marked with their head', async () => {
    const file = await saved()
    const { heads } = await setUp()
    const folder = tempFolder()
    const { written } = await heads.applyInto(file, folder)
    expect(written.warnings).toEqual([
      'The head learnt from synthetic ratings, made up for demonstration.',
      'The external validation rests on 3 patients only: its intervals are wide.',
    ])
    const { rows } = checkDataPackage(folder)
    expect(rows['head_estimates.csv']).toHaveLength(4)
    expect(rows['head_estimates.csv']?.[3]).toMatchObject({
      ...{ participant_id: 'P003', estimate: 7, rating: null, synthetic: true, n_train_patients: 12 },
      trained_on: 'Trained on synthetic ratings of 12 patients.',
    })
    expect(rows['head_validation.csv']?.map(({ statistic }) => statistic)).toEqual([
      ...['mae', 'baseline_mae', 'q2', 'pcc', 'calibration_slope', 'bias', 'lower_limit', 'upper_limit'],
    ])
  })

  test.each([
    [
      'another pack',
      { pack: fakePack('2.0.0', 'b'.repeat(64)) },
      /needs the pack two-numbers 1\.0\.0 \(a{12}…\)/u,
    ],
    [
      'another range of the item',
      { scale: { ...tinyScale, items: tinyScale.items.map((item) => ({ ...item, min: 0 })) } },
      /goes from 0 to 7 here, and from 1 to 7 where/u,
    ],
    ['another scale', { scale: { ...tinyScale, id: 'other' } }, /has no scale Tiny/u],
    ['no predicted clips', { predicted: false }, /predict with two-numbers 1\.0\.0 first/u],
  ])('is refused where there is %s, in one sentence', async (_, changes, sentence) => {
    const file = await saved()
    const { heads } = await setUp(changes)
    await expect(heads.apply(file)).rejects.toThrow(sentence)
  })

  test('is refused when its card or its weights are not whole', async () => {
    const file = await saved()
    const { heads } = await setUp()
    const weightsFile = join(file, '..', 'head.onnx')
    const bytes = readFileSync(weightsFile)
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(weightsFile, bytes)
    await expect(heads.apply(file)).rejects.toThrow(/head\.onnx is not the file that the card/u)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"formatVersion": 1', '"formatVersion": 2'))
    await expect(heads.apply(file)).rejects.toThrow(/no card of a severity head of this version/u)
    writeFileSync(file, '{')
    await expect(heads.apply(file)).rejects.toThrow(/no JSON/u)
    await expect(heads.apply(join(file, 'nothing'))).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})

describe('an external validation', () => {
  const of = (...rows: readonly [patientCode: string, rating: number, estimate: number][]) =>
    validateElsewhere(rows.map(([patientCode, rating, estimate]) => ({ patientCode, rating, estimate })))

  test('holds estimates against ratings, and against the mean of the other patients there', () => {
    const made = of(['A', 1, 2], ['A', 3, 3], ['B', 5, 4], ['C', 4, 4])
    // Means of the others: 4.5, 4.5, 8/3 and 3.
    expect(made.mae.value).toBeCloseTo(0.5, 12)
    expect(made.baselineMae.value).toBeCloseTo((3.5 + 1.5 + 7 / 3 + 1) / 4, 12)
    expect(made.q2.value).toBeCloseTo(1 - 2 / (3.5 ** 2 + 1.5 ** 2 + (7 / 3) ** 2 + 1), 12)
    expect(made.calibrationSlope.value).toBeCloseTo(19 / 11, 12)
    expect(made.pcc.value).toBeCloseTo(0.9683296637314885, 12)
    expect(made.mae).toMatchObject({ nPatients: 3, nSessions: 4, level: 0.95 })
    expect(made.mae.method).toBe('jackknife over patients, the head as it is, t with 2 degrees of freedom')
  })

  test('of one patient has values and no interval', () => {
    const made = of(['A', 1, 2], ['A', 3, 3])
    expect(made.mae).toMatchObject({ value: 0.5, ciLow: null, ciHigh: null, level: null })
    expect(made.q2.value).toBeNull()
  })
})
