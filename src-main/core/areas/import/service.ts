import type { JobControl } from '../../jobs/job-control.ts'
import type { CovariatesTaken } from '#shared/domain/covariate.ts'
import type { ImportName, ImportPlan, ImportResult } from '#shared/domain/import-plan.ts'

/** What an import of a plan is begun with once more. */
export interface ImportSource {
  readonly planId: string
  /** As they were chosen. */
  readonly folders: readonly string[]
  readonly missingCodes: readonly string[]
}

/** A preview that is known. */
export interface PlannedImport extends ImportSource {
  /** Ids of what could be taken by inference. */
  readonly inferences: readonly string[]
  /** Videos that would be taken in. */
  readonly videos: number
}

export interface ImportService {
  /** Reads, hashes and probes; writes nothing. The plan is kept until the study is closed. */
  preview(
    folders: readonly string[],
    control: JobControl,
    options?: ImportPreviewOptions,
  ): Promise<ImportPlan>
  /** Null when it was not previewed since the study was opened. */
  planned(planId: string): PlannedImport | null
  /** Reads the folders of a plan again that is not known any more. Throws what `preview` throws. */
  readAgain(source: ImportSource, control: JobControl): Promise<void>
  /**
   * Carries a plan out, session by session, each in one transaction. Cancelled or killed, it leaves whole
   * sessions or nothing. The same folder imported again changes nothing.
   */
  run(planId: string, options: ImportRunOptions, control: JobControl): Promise<ImportResult>
  /**
   * Takes what a table knows of patients and visits that are there, as one step; what cannot be taken is told, the rest
   * goes on. With `dryRun` nothing is written.
   */
  covariates(
    file: CovariatesFile,
    options?: { readonly by?: string | null; readonly dryRun?: boolean },
  ): CovariatesTaken
}

export interface CovariatesFile {
  /** As sentences name it. */
  readonly fileName: string
  readonly bytes: Buffer
  /** The data dictionary of REDCap that lies beside it; not given for none. */
  readonly dictionary?: { readonly fileName: string; readonly bytes: Buffer } | null
}

export interface ImportPreviewOptions {
  /** What cells hold where there is no score, besides the codes that everybody knows. */
  readonly missingCodes?: readonly string[]
  /** Whether the counts are those with what is taken by inference; they are when not given. */
  readonly withInferences?: boolean
}

export interface ImportRunOptions {
  readonly copyVideos: boolean
  /** Ids of inferences of the plan by which something is taken, and by no others; by all when not given. */
  readonly taken?: readonly string[]
  /** Whether names of the plan are raters', where that was decided otherwise than in the plan. */
  readonly raters?: readonly Pick<ImportName, 'name' | 'raterCode'>[]
  /** Code of who imports; null, and not given, for nobody named. */
  readonly by?: string | null
  /** The same for all that goes on with an import, which is one step to take back; one of its own when not given. */
  readonly batch?: string
}
