import type { LibraryService } from './areas/library/service.ts'
import type { BackupService } from './areas/study/service.ts'
import type { JournalService } from './journal/journal-service.ts'
import type { ImportService } from './areas/import/service.ts'
import type { VideoService } from './areas/video/service.ts'
import type { CovariateService } from './areas/covariates/service.ts'
import type { CutService } from './areas/cutting/service.ts'
import type { PeopleService } from './areas/people/service.ts'
import type { DeidentifyService } from './areas/deidentify/service.ts'
import type { BlindingService, RaterService, ScaleService, ScoreService } from './areas/rating/service.ts'
import type { AnnotationService, CaptionService } from './areas/annotation/service.ts'
import type { PredictionService, PromptSetService } from './areas/prediction/service.ts'
import type { ProtocolService } from './areas/protocol/service.ts'
import type { CorrectionService } from './areas/correction/service.ts'
import type { ReportService } from './areas/report/service.ts'
import type { RemovalService } from './areas/removal/service.ts'
import type {
  CorrelationService,
  CourseService,
  HeadService,
  PartsService,
  SeverityService,
} from './areas/severity/service.ts'
import type { SpeechService } from './areas/speech/service.ts'
import type { ExportService } from './areas/export/service.ts'
import type { JobRunner } from './jobs/job-runner.ts'
import type { StudyChange } from '#shared/domain/study.ts'

/** What the jobs of a study work with: all of it but the jobs. */
export interface StudyParts {
  /** Absolute path. */
  readonly folder: string
  /** Nothing can be saved in it. */
  readonly lookOnly: boolean
  /** What was found damaged when it was opened, one sentence each. */
  readonly damages: readonly string[]
  readonly library: LibraryService
  readonly backups: BackupService
  readonly journal: JournalService
  /** Writes all of it into an empty folder, also when its own is gone. Throws AppError with one sentence. */
  saveElsewhere(folder: string): void
  readonly imports: ImportService
  readonly videos: VideoService
  readonly cuts: CutService
  readonly people: PeopleService
  readonly deidentify: DeidentifyService
  readonly blinding: BlindingService
  readonly captions: CaptionService
  readonly annotations: AnnotationService
  readonly raters: RaterService
  readonly scales: ScaleService
  readonly scores: ScoreService
  readonly covariates: CovariateService
  readonly promptSets: PromptSetService
  readonly protocols: ProtocolService
  readonly predictions: PredictionService
  readonly speech: SpeechService
  readonly severity: SeverityService
  readonly heads: HeadService
  readonly estimateParts: PartsService
  readonly correlations: CorrelationService
  readonly courses: CourseService
  readonly exports: ExportService
  readonly reports: ReportService
  readonly corrections: CorrectionService
  readonly removals: RemovalService
  onChange(listener: (change: StudyChange) => void): () => void
  /** Safe to call twice. */
  close(): void
}

/** An open study: the one place where everything about it is reached, by app, CLI and tests. */
export interface Study extends StudyParts {
  /** Long work on it: started by its definition, kept in it, continued when it was cut off. */
  readonly jobs: JobRunner<StudyParts>
}
