import { describe, expect, it } from 'vitest'
import type { Database } from 'better-sqlite3'
import { createScaleRepository } from '#core/areas/rating/scale-repository.ts'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createCorrelationService } from '#core/areas/severity/correlation-service.ts'
import { statisticsHere } from '#core/areas/severity/statistics.ts'
import type { MatrixInput } from '#core/statistics/correlation-matrix.ts'
import { correlationMatrixSchema } from '#shared/domain/correlation-matrix.ts'
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

function serviceOf(db: Database) {
  const asked: MatrixInput[] = []
  const statistics = {
    ...statisticsHere,
    correlations: (input: MatrixInput) => {
      asked.push(input)
      return statisticsHere.correlations({ ...input, permutations: 19 })
    },
  }
  const environment = { packs: fakePackStore(), statistics }
  const scales = createScaleRepository(db)
  return { asked, service: createCorrelationService({ db, environment, scales }) }
}

/** 10 patients: the more still the face, the less of the second visible item. */
function ratedStudy() {
  const db = openMemoryStudy()
  addScale(db)
  const sessions = Array.from({ length: 10 }, (_, place) => {
    const { sessionId, clipIds } = addSession(db, { patient: `P${String(place).padStart(2, '0')}` })
    addScore(db, { sessionId, itemId: 'face', value: 1 + (place % 7) })
    addScore(db, { sessionId, itemId: 'hands', value: 7 - (place % 7) })
    return { sessionId, clipIds, severity: place % 7 }
  })
  return { db, sessions }
}

describe('correlations of a study', () => {
  it('are those of its items over patients, in the order in which they go together', async () => {
    const { service } = serviceOf(ratedStudy().db)
    const matrix = await service.matrix({ scaleId: 'tiny', against: null })
    expect(correlationMatrixSchema.parse(matrix)).toEqual(matrix)
    expect(matrix).toMatchObject({ kind: 'items', nPatients: 10, nSessions: 10, minPatients: 8 })
    const pair = matrix.cells.find(({ r }) => r !== null)
    const names = [matrix.rows[pair?.row ?? NaN]?.id, matrix.rows[pair?.column ?? NaN]?.id]
    expect(names.sort()).toEqual(['face', 'hands'])
    expect(pair?.r).toBeCloseTo(-1, 9)
    expect(matrix.cells.every(({ row, column }) => row > column)).toBe(true)
    expect(matrix.cells.filter(({ whyNot }) => whyNot === 'few')).toHaveLength(matrix.cells.length - 1)
  })

  it('are computed once for the same ratings, and again when one changes', async () => {
    const { db, sessions } = ratedStudy()
    const { service, asked } = serviceOf(db)
    const first = await service.matrix({ scaleId: 'tiny', against: null })
    expect(await service.matrix({ scaleId: 'tiny', against: null })).toEqual(first)
    expect(asked).toHaveLength(1)
    db.prepare('UPDATE scores SET value = 7 WHERE session_id = ?').run(sessions[0]?.sessionId)
    expect(await service.matrix({ scaleId: 'tiny', against: null })).not.toEqual(first)
    expect(asked).toHaveLength(2)
  })

  it('hold items that a face can show against the share of time of each class', async () => {
    const { db, sessions } = ratedStudy()
    const severityOf = new Map(
      sessions.flatMap(({ clipIds, severity }) => clipIds.map((id) => [id, severity])),
    )
    const inference = createFakeInference(({ clipId }) => {
      const up = severityOf.get(clipId) ?? 0
      // None, one, two or all of the three pictures point up.
      const frames = [0, 1, 2].flatMap((place) => (2 * place < up ? [9, 0] : [0, 9]))
      return { ...embeddingOf(clipId, [up, 7 - up]), frameEmbeddings: Float32Array.from(frames) }
    })
    const environment = { packs: fakePackStore(), inference, appVersion: '0.1.0' }
    const predictions = createPredictionService({
      ...{ db, environment, videoFile: () => '/a.mp4', people: somePeople(db, environment) },
    })
    const promptSetId = createPromptSetRepository(db).insert({
      ...{ name: 'Directions', packId: null, frameStride: null },
      classes: ['up', 'down'].map((label) => ({ label, sentence: label })),
    })
    await predictions.run({ clipIds: null, packId, promptSetId }, watchedControl())
    const { service } = serviceOf(db)
    const matrix = await service.matrix({ scaleId: 'tiny', against: { packId, promptSetId } })
    expect(correlationMatrixSchema.parse(matrix)).toEqual(matrix)
    expect(matrix.rows.map(({ id }) => id).sort()).toEqual(['face', 'hands'])
    expect(matrix.columns.map(({ name }) => name)).toEqual(['up', 'down'])
    const still = matrix.rows.findIndex(({ id }) => id === 'face')
    const ofFace = matrix.cells.filter(({ row }) => row === still)
    expect(ofFace.map(({ n }) => n)).toEqual([10, 10])
    expect(Math.abs(ofFace[0]?.r ?? 0)).toBeGreaterThan(0.9)
    expect(ofFace[1]?.r).toBeCloseTo(-(ofFace[0]?.r ?? NaN), 9)
  })

  it('are refused for a scale or a prompt set that is not there', async () => {
    const { service } = serviceOf(ratedStudy().db)
    await expect(service.matrix({ scaleId: 'none', against: null })).rejects.toThrow('no scale “none”')
    await expect(service.matrix({ scaleId: 'tiny', against: { packId, promptSetId: 9 } })).rejects.toThrow(
      'no such prompt set',
    )
  })
})
