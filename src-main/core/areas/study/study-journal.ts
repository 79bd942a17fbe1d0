import type { JournalReport } from '#shared/domain/journal.ts'
import type { AnnotationRepository } from '../annotation/annotation-repository.ts'
import type { CaptionRepository } from '../annotation/caption-repository.ts'
import type { TierRepository } from '../annotation/tier-repository.ts'
import type { ClipRepository } from './clip-repository.ts'
import type { DraftRepository, JournalRepository } from '../../journal/journal-repository.ts'
import type { FaceTrackRepository } from '../people/face-track-repository.ts'
import type { PeopleRepository } from '../people/people-repository.ts'
import type { PatientRepository } from './patient-repository.ts'
import type { PromptSetRepository } from '../prediction/prompt-set-repository.ts'
import type { ProtocolRepository } from '../protocol/protocol-repository.ts'
import type { RaterRepository } from '../rating/rater-repository.ts'
import type { AnchorRepository } from '../rating/anchor-repository.ts'
import type { ScaleRepository } from '../rating/scale-repository.ts'
import type { ScoreRepository } from '../rating/score-repository.ts'
import type { CovariateRepository } from '../covariates/covariate-repository.ts'
import type { RunRepository } from './run-repository.ts'
import type { SessionRepository } from './session-repository.ts'
import type { VideoRepository } from './video-repository.ts'
import { partsOf } from './history-of.ts'
import { anchorsEntity } from './entities/anchors-entity.ts'
import { annotationEntity } from './entities/annotation-entity.ts'
import { captionEntity } from './entities/caption-entity.ts'
import { clipEntity } from './entities/clip-entity.ts'
import { covariateEntity, covariateKindEntity } from './entities/covariate-entity.ts'
import { faceTrackEntity } from './entities/face-track-entity.ts'
import { personEntity } from './entities/person-entity.ts'
import { promptSetEntity } from './entities/prompt-set-entity.ts'
import { protocolEntity } from './entities/protocol-entity.ts'
import { raterEntity } from './entities/rater-entity.ts'
import { scaleEntity } from './entities/scale-entity.ts'
import { scoreEntity } from './entities/score-entity.ts'
import { syntheticVisitEntity } from './entities/synthetic-visit-entity.ts'
import { tierEntity } from './entities/tier-entity.ts'
import { videoEntity } from './entities/video-entity.ts'
import { visitEntity } from './entities/visit-entity.ts'
import type { AnyEntity } from '../../journal/entity.ts'
import { createJournal } from '../../journal/journal.ts'
import type { Journal, JournalDeps } from '../../journal/journal.ts'
import { createJournalService } from '../../journal/journal-service.ts'
import type { JournalService } from '../../journal/journal-service.ts'

export interface JournalledRepositories {
  readonly entries: JournalRepository
  readonly drafts: DraftRepository
  readonly captions: CaptionRepository
  readonly annotations: AnnotationRepository
  readonly tiers: TierRepository
  readonly clips: ClipRepository
  readonly promptSets: PromptSetRepository
  readonly protocols: ProtocolRepository
  readonly runs: Pick<RunRepository, 'list'>
  readonly raters: RaterRepository
  readonly scales: ScaleRepository
  readonly anchors: AnchorRepository
  readonly scores: ScoreRepository
  readonly covariates: CovariateRepository
  readonly patients: PatientRepository
  readonly people: PeopleRepository
  readonly faceTracks: FaceTrackRepository
  readonly sessions: SessionRepository
  readonly videos: VideoRepository
}

export interface StudyJournal {
  readonly journal: Journal
  readonly entities: readonly AnyEntity[]
  service(check?: (() => Promise<JournalReport>) | null): JournalService
}

/** The journal of a study, and everything that is changed through it. */
export function createStudyJournal(
  repositories: JournalledRepositories,
  where: Pick<JournalDeps, 'computer' | 'place' | 'nowUtc' | 'inTransaction' | 'tell'>,
): StudyJournal {
  const { entries, drafts } = repositories
  const entities: readonly AnyEntity[] = [
    captionEntity(repositories),
    scoreEntity(repositories),
    clipEntity(repositories),
    personEntity(repositories),
    faceTrackEntity(repositories),
    visitEntity(repositories),
    syntheticVisitEntity(repositories),
    videoEntity(repositories),
    raterEntity(repositories),
    scaleEntity(repositories),
    anchorsEntity(repositories),
    covariateKindEntity(repositories),
    covariateEntity(repositories),
    promptSetEntity(repositories),
    protocolEntity(repositories),
    tierEntity(repositories),
    annotationEntity(repositories),
  ]
  const { raters } = repositories
  const journal = createJournal({
    ...{ entries, drafts, entities },
    ownersOf(code) {
      const rater = raters.whoIs(code)
      return rater === null ? [code] : raters.uidsOf(rater.id)
    },
    ...where,
  })
  return {
    journal,
    entities,
    service: (check = null) =>
      createJournalService({
        ...{ journal, entries, drafts, entities },
        partsOf: (of) => partsOf(repositories, of),
        check: check ?? undefined,
      }),
  }
}
