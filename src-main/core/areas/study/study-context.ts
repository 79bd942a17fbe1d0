import type { Database } from 'better-sqlite3'
import type { Scale } from '#shared/domain/scale.ts'
import type { ChangedIds, StudyArea } from '#shared/domain/study.ts'
import type { InFlight } from '../../async/in-flight.ts'
import type { Journal } from '../../journal/journal.ts'
import { createAnnotationRepository } from '../annotation/annotation-repository.ts'
import { createCaptionRepository } from '../annotation/caption-repository.ts'
import { createTierRepository } from '../annotation/tier-repository.ts'
import { createClipRepository } from './clip-repository.ts'
import { createImportRepository } from '../import/import-repository.ts'
import { createDraftRepository, createJournalRepository } from '../../journal/journal-repository.ts'
import { createCovariateRepository } from '../covariates/covariate-repository.ts'
import { createFaceTrackRepository } from '../people/face-track-repository.ts'
import { createPeopleRepository } from '../people/people-repository.ts'
import { createPatientRepository } from './patient-repository.ts'
import { createPromptSetRepository } from '../prediction/prompt-set-repository.ts'
import { createProtocolRepository } from '../protocol/protocol-repository.ts'
import { createRaterRepository } from '../rating/rater-repository.ts'
import { createAnchorRepository } from '../rating/anchor-repository.ts'
import { createScaleRepository } from '../rating/scale-repository.ts'
import { createScoreRepository } from '../rating/score-repository.ts'
import { createRunRepository } from './run-repository.ts'
import { createSessionRepository } from './session-repository.ts'
import { createStudyRepository } from './study-repository.ts'
import { createVideoRepository } from './video-repository.ts'

export type StudyRepositories = ReturnType<typeof createStudyRepositories>

/**
 * The repositories of what people bring in and decide; other model output belongs to its services. Shipped scales,
 * by id, are read in place of built-in ones that are damaged.
 */
export function createStudyRepositories(db: Database, shipped?: ReadonlyMap<string, Scale>) {
  return {
    study: createStudyRepository(db),
    patients: createPatientRepository(db),
    sessions: createSessionRepository(db),
    videos: createVideoRepository(db),
    clips: createClipRepository(db),
    captions: createCaptionRepository(db),
    annotations: createAnnotationRepository(db),
    tiers: createTierRepository(db),
    raters: createRaterRepository(db),
    scales: createScaleRepository(db, shipped),
    anchors: createAnchorRepository(db),
    scores: createScoreRepository(db),
    covariates: createCovariateRepository(db),
    people: createPeopleRepository(db),
    faceTracks: createFaceTrackRepository(db),
    promptSets: createPromptSetRepository(db),
    protocols: createProtocolRepository(db),
    runs: createRunRepository(db),
    imports: createImportRepository(db),
    entries: createJournalRepository(db),
    drafts: createDraftRepository(db),
  }
}

/** What every service of one open study works on. */
export interface StudyContext {
  /** Absolute path of the study's folder. */
  readonly folder: string
  readonly db: Database
  readonly repositories: StudyRepositories
  /** The one way in which people change what is in it. */
  readonly journal: Journal
  /** Pictures and the like that are being made for the folder `cache`: a removal waits for their end. */
  readonly making: InFlight
  /** ISO 8601 with milliseconds and `Z`. */
  nowUtc(): string
  /**
   * Tells listeners what the program itself changed, after it is on disk; what goes through the journal is told by it.
   * `ids`: not given, or null, where it may be anything in these areas.
   */
  announce(areas: readonly StudyArea[], ids?: ChangedIds | null): void
}
