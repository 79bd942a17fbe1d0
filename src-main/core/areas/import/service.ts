import type { JobControl } from '../../jobs/job-control.ts'
import type { ImportName, ImportPlan, ImportResult } from '#shared/domain/import-plan.ts'

export interface ImportService {
  /** Reads, hashes and probes; writes nothing. The plan is kept until the study is closed. */
  preview(
    folders: readonly string[],
    control: JobControl,
    options?: ImportPreviewOptions,
  ): Promise<ImportPlan>
  /**
   * Carries a plan out, session by session, each in one transaction. Cancelled or killed, it leaves whole
   * sessions or nothing. The same folder imported again changes nothing.
   */
  run(planId: string, options: ImportRunOptions, control: JobControl): Promise<ImportResult>
}

export interface ImportPreviewOptions {
  /** What cells hold where there is no score, besides the codes that everybody knows. */
  readonly missingCodes?: readonly string[]
  /** Whether the counts are those with what is taken by inference; they are when not given. */
  readonly withInferences?: boolean
}

export interface ImportRunOptions {
  readonly copyVideos: boolean
  /** Ids of inferences of the plan by which nothing is taken; all others are. */
  readonly declined?: readonly string[]
  /** Whether names of the plan are raters', where that was decided otherwise than in the plan. */
  readonly raters?: readonly Pick<ImportName, 'name' | 'raterCode'>[]
  /** Code of who imports; null, and not given, for nobody named. */
  readonly by?: string | null
}
