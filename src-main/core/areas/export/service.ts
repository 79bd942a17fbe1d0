import type { JobControl } from '../../jobs/job-control.ts'
import type { ExportForm, ExportResult } from '#shared/domain/export.ts'
import type { ClassChoice } from '../prediction/service.ts'

export interface ExportService {
  /**
   * Writes into the folder, replacing only files of the same names, each whole or not at all. Predictions are of one
   * pack and one prompt set. Throws AppError `not-found` when the choice asks for one that has none.
   */
  run(folder: string, control: JobControl, choice?: ExportChoice, by?: string | null): Promise<ExportResult>
}

/** Which of the stored predictions an export is of, and who asks for it. */
export interface ExportChoice {
  /** What the program shows: taken where there are such predictions, else those of the most clips. */
  readonly inUse: ClassChoice | null
  /** Name or number of a prompt set that it must be; null for any. */
  readonly promptSet: string | null
  /** A pack that it must be; null for any. */
  readonly packId: string | null
  /** What is written beside the plain tables; not given: nothing. */
  readonly forms?: readonly ExportForm[] | undefined
  /** Code of who exports; not given or null where nobody has said who they are. */
  readonly by?: string | null | undefined
}
