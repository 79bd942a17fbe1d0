import type { Database } from 'better-sqlite3'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createProtocolService } from '#core/areas/protocol/protocol-service.ts'
import type { ProtocolService } from '#core/areas/protocol/service.ts'
import { createSeverityService } from '#core/areas/severity/severity-service.ts'
import type { SeverityService } from '#core/areas/severity/service.ts'
import { createRandom } from '#core/statistics/random.ts'
import { aContext } from './a-context.ts'
import type { TestContext } from './a-context.ts'
import { somePeople } from './a-prediction.ts'
import { createFakeInference, embeddingOf, fakePackStore } from './fake-inference.ts'
import { addScale, addScore, addSession, openMemoryStudy, watchedControl } from './memory-study.ts'

export interface RatedStudy {
  readonly db: Database
  readonly context: TestContext
  readonly protocols: ProtocolService
  readonly severity: SeverityService
  /** Rates one more patient on both visible items. */
  addPatient(code: string): Promise<void>
}

/** Of a pack. */
export const ratedPackId = 'two-numbers'

/** Patients with a visit each, looked at by the pack `two-numbers` and rated on both visible items of the tiny scale; faces show the first. */
export async function aRatedStudy(patients: number): Promise<RatedStudy> {
  const db = openMemoryStudy()
  addScale(db)
  const random = createRandom(3)
  const shown = new Map<number, number>()
  const inference = createFakeInference(({ clipId }) =>
    embeddingOf(clipId, [shown.get(clipId) ?? 0, random()]),
  )
  // Each moment is another, so that what came first can be told.
  let seconds = 0
  const now = (): Date => new Date(Date.UTC(2026, 2, 4, 5, 6, seconds++))
  const context = aContext({ db, nowUtc: () => now().toISOString() })
  const environment = { packs: fakePackStore(), inference, appVersion: '0.1.0', now }
  const predictions = createPredictionService({
    ...{ db, environment, videoFile: () => '/a.mp4', people: somePeople(db, environment) },
  })
  const promptSetId = createPromptSetRepository(db).insert({
    ...{ name: 'Directions', packId: null, frameStride: null },
    classes: ['up', 'down'].map((label) => ({ label, sentence: label })),
  })
  const protocols = createProtocolService(context, environment)
  const addPatients = async (codes: readonly string[]): Promise<void> => {
    codes.forEach((patient, place) => {
      const { sessionId, clipIds } = addSession(db, { patient })
      for (const clipId of clipIds) shown.set(clipId, 1 + (place % 7) + random() - 0.5)
      addScore(db, { sessionId, itemId: 'face', value: 1 + (place % 7) })
      addScore(db, { sessionId, itemId: 'hands', value: 1 + Math.floor(7 * random()) })
    })
    await predictions.run({ clipIds: null, packId: ratedPackId, promptSetId }, watchedControl())
    // The fake recogniser knows one face only.
    db.exec('UPDATE people SET embedding = NULL')
  }
  await addPatients(Array.from({ length: patients }, (_, place) => `P${String(place).padStart(3, '0')}`))
  return {
    ...{ db, context, protocols },
    severity: createSeverityService({ db, environment, protocols }),
    addPatient: (code) => addPatients([code]),
  }
}
