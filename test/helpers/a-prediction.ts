import type { Database } from 'better-sqlite3'
import type { ClipSource } from '#core/inference/client.ts'
import { createPromptSetRepository } from '#core/repositories/prompt-set-repository.ts'
import { createPredictionService } from '#core/services/prediction-service.ts'
import type { PredictionPreferences, PredictionService } from '#core/services/service-types.ts'
import type { StudyArea } from '#shared/domain/study.ts'
import { createFakeInference, embeddingOf, fakePack, fakePackStore } from './fake-inference.ts'
import type { FakeAnswer, FakeInference } from './fake-inference.ts'
import { addSession, openMemoryStudy } from './memory-study.ts'

export const packId = 'two-numbers'
export const now = (): Date => new Date('2026-03-04T05:06:07.000Z')

export interface PredictionSetUp {
  readonly db?: Database
  readonly clips?: number
  readonly answer?: (clip: ClipSource) => FakeAnswer
  readonly videoFile?: (videoId: number) => string | null
  readonly pack?: ReturnType<typeof fakePack>
}

export interface Opening {
  readonly db?: Database
  readonly pack?: ReturnType<typeof fakePack>
  readonly preferences?: () => PredictionPreferences
  readonly appVersion?: string
}

export interface TestPrediction {
  readonly db: Database
  readonly clipIds: readonly number[]
  /** What was asked of inference. */
  readonly inference: FakeInference
  /** What was announced, in order. */
  readonly areas: readonly (readonly StudyArea[])[]
  /** As when the study is opened. */
  start(opening?: Opening): PredictionService
  addSet(name: string, sentences: readonly string[], frameStride?: number | null): number
  /** A set of `up` and `down`. */
  readonly promptSetId: number
  readonly service: PredictionService
}

/** A study of one session and its prediction service. */
export function aPrediction(setUp: PredictionSetUp = {}): TestPrediction {
  const { clips = 3, answer = ({ clipId }: ClipSource) => embeddingOf(clipId, [clipId, 0]) } = setUp
  const { db = openMemoryStudy() } = setUp
  const { clipIds } = db.transaction(() => addSession(db, { patient: 'P001', clips }))()
  const promptSets = createPromptSetRepository(db)
  const inference = createFakeInference(answer)
  const areas: (readonly StudyArea[])[] = []
  const start = (opening: Opening = {}) => {
    const { appVersion = '0.1.0', pack = setUp.pack ?? fakePack(), preferences } = opening
    return createPredictionService({
      db: opening.db ?? db,
      environment: {
        packs: fakePackStore(pack),
        inference,
        appVersion,
        now,
        ...(preferences === undefined ? {} : { preferences }),
      },
      videoFile: setUp.videoFile ?? ((videoId) => `/study/${String(videoId)}.mp4`),
      onChange: (changed) => areas.push(changed),
    })
  }
  const addSet = (name: string, sentences: readonly string[], frameStride: number | null = null): number =>
    promptSets.insert({
      name,
      packId: null,
      frameStride,
      classes: sentences.map((sentence) => ({ label: sentence, sentence })),
    })
  const promptSetId = addSet('Directions', ['up', 'down'])
  return { db, clipIds, inference, areas, start, addSet, promptSetId, service: start() }
}
