import type { CutEdit, CutMethod, CutProposal, CutState } from '#shared/domain/cut.ts'
import type { JobControl } from '../../jobs/job-control.ts'

/** Cutting long videos into clips. */
export interface CutService {
  state(videoId: number): CutState
  /** Writes nothing. Throws AppError `bad-request` where the method does not fit, e.g. speech without sound. */
  propose(videoId: number, method: CutMethod, control: JobControl): Promise<CutProposal>
  /** On disk when it returns. Throws AppError `bad-request` or `not-found` with one sentence. */
  edit(videoId: number, edit: CutEdit, by?: string | null): CutState
}
