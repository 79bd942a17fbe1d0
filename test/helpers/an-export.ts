import type { Database } from 'better-sqlite3'
import { createCaptionRepository } from '#core/areas/annotation/caption-repository.ts'
import { createClipRepository } from '#core/areas/study/clip-repository.ts'
import { createPromptSetRepository } from '#core/areas/prediction/prompt-set-repository.ts'
import { createScoreRepository } from '#core/areas/rating/score-repository.ts'
import { createCovariateRepository } from '#core/areas/covariates/covariate-repository.ts'
import { createSessionRepository } from '#core/areas/study/session-repository.ts'
import { createExportService } from '#core/areas/export/export-service.ts'
import { createPredictionService } from '#core/areas/prediction/prediction-service.ts'
import { createSeverityService } from '#core/areas/severity/severity-service.ts'
import type { ClipQuality } from '#shared/domain/people.ts'
import { somePeople } from './a-prediction.ts'
import { createFakeInference, embeddingOf, fakePackStore } from './fake-inference.ts'
import {
  addRater,
  addScale,
  addScore,
  addSession,
  openMemoryStudy,
  tinyScale,
  watchedControl,
} from './memory-study.ts'

/** Of a pack. */
export const exportedPackId = 'two-numbers'
/** When it is exported. */
export const exportedAt = (): Date => new Date('2026-03-04T05:06:07.890Z')
/** What spreadsheets and readers of tables trip over. */
export const trickyTexts = [
  '=HYPERLINK("http://x")',
  "'-already quoted",
  'two\r\nlines, "said"',
  '-1',
  ' Grüße 😀 ',
]

export interface ExportedStudy extends Parts {
  readonly db: Database
  readonly severity: ReturnType<typeof createSeverityService>
  readonly captions: ReturnType<typeof createCaptionRepository>
  readonly predictions: ReturnType<typeof createPredictionService>
  readonly promptSetId: number
  readonly service: ReturnType<typeof createExportService>
}

/** Ten patients of two visits; the last visit of all is not rated. */
export async function anExportedStudy(): Promise<ExportedStudy> {
  const db: Database = openMemoryStudy()
  addScale(db)
  const sessions = Array.from({ length: 20 }, (_, place) => {
    const patient = `P${String(Math.floor(place / 2)).padStart(3, '0')}`
    const date = place % 2 === 0 ? '2026-01-01' : null
    const session = addSession(db, {
      patient,
      visit: `v${String(place % 2)}`,
      date,
      clips: 2,
      synthetic: place < 2,
    })
    const { sessionId } = session
    if (place < 19) addScore(db, { sessionId, itemId: 'face', value: 1 + (place % 5) })
    return session
  })
  const first = sessions[0]?.sessionId ?? NaN
  addScore(db, { sessionId: first, itemId: 'hands', value: 6 })
  addScore(db, { sessionId: first, itemId: 'talk', value: null, missingReason: 'refused' })
  const inference = createFakeInference(({ clipId }) =>
    embeddingOf(clipId, [(Math.floor((clipId - 1) / 2) % 5) / 3, clipId % 3]),
  )
  const environment = { packs: fakePackStore(), inference, appVersion: '0.1.0', now: exportedAt }
  const predictions = createPredictionService({
    ...{ db, environment, videoFile: () => '/a.mp4', people: somePeople(db, environment) },
  })
  const classes = ['up', '=down'].map((label) => ({ label, sentence: label }))
  const promptSetId = createPromptSetRepository(db).insert({
    name: 'Directions',
    packId: null,
    frameStride: null,
    classes,
  })
  await predictions.run({ clipIds: null, packId: exportedPackId, promptSetId }, watchedControl())
  const severity = createSeverityService({ db, environment })
  // The fake recogniser knows one face only.
  db.exec('UPDATE people SET embedding = NULL')
  await severity.fit({ scaleId: 'tiny', itemIds: ['face'], packId: exportedPackId }, watchedControl())
  const captions = createCaptionRepository(db)
  const raterId = addRater(db, 'AB')
  trickyTexts.forEach((text, index) => {
    const key = { clipId: 1, raterId, startMs: index * 100, endMs: index * 100 + 50 }
    captions.put(key, { text, origin: 'typed', synthetic: false }, { nowUtc: exportedAt().toISOString() })
  })
  return {
    db,
    environment,
    severity,
    captions,
    predictions,
    promptSetId,
    service: exporting(db, { environment, severity, captions }),
  }
}

/** Faces were looked for in every second clip. */
function qualityOf(clipId: number): ClipQuality | null {
  const quality = {
    usableShare: 0.5,
    longestGapMs: 1200,
    frames: 20,
    reasons: [],
    others: [],
    patientSeen: true,
  }
  return clipId % 2 === 0 ? { ...quality, grade: 'fair' } : null
}

type Parts = Pick<Parameters<typeof createExportService>[0], 'environment' | 'severity' | 'captions'>

export function exporting(db: Database, parts: Parts, scales = [tinyScale]) {
  const clips = createClipRepository(db)
  const sessions = createSessionRepository(db)
  const covariates = createCovariateRepository(db)
  return createExportService({
    journal: { note: () => ({ id: 1, uid: '' }) },
    ...parts,
    db,
    library: {
      summary: () => ({
        title: 'Test study',
        folderName: 'test',
        lookOnly: false,
        damages: [],
        schemaVersion: 1,
        patients: 10,
        sessions: 20,
        clips: 40,
        captionedClips: 1,
        predictedClips: 40,
        ratedSessions: 19,
        problemClips: 0,
        synthetic: true,
      }),
      sessions: () => sessions.list(),
      clips: () => clips.rows(),
    },
    people: { clipQuality: (clipId) => qualityOf(clipId) },
    scales: { list: () => scales },
    scores: createScoreRepository(db),
    covariates: { kinds: () => covariates.list(), known: () => covariates.known() },
  })
}
