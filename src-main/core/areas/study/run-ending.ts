import { AppError, isAppError } from '#shared/errors.ts'
import type { RunEnding, RunRepository } from './run-repository.ts'
import type { JobControl } from '../../jobs/job-control.ts'

export interface RunToEnd {
  readonly runs: RunRepository
  readonly runId: number
  readonly now: () => Date
  readonly control: JobControl
}

/**
 * Does the work of a run that was started, and records how it ended. `message` of the work's outcome stays with the run.
 * Throws AppError `cancelled` when the signal was given, else what the work throws.
 */
export async function recordEnding<Result>(
  { runs, runId, now, control }: RunToEnd,
  work: () => Promise<{ result: Result; message: string | null }>,
): Promise<Result> {
  const finish = (status: RunEnding['status'], message: string | null): void => {
    runs.finish(runId, { status, message, finishedUtc: now().toISOString() })
  }
  try {
    const { result, message } = await work()
    finish('done', message)
    return result
  } catch (error) {
    const isCancelled = control.signal.aborted || (isAppError(error) && error.code === 'cancelled')
    try {
      if (isCancelled) finish('cancelled', null)
      else finish('failed', isAppError(error) ? error.message : 'Something unexpected went wrong.')
    } catch {
      // The first error tells more, and on a full disk this fails as well: at the next open the run is marked as ended.
    }
    throw isCancelled ? new AppError('cancelled', 'Cancelled.', { cause: error }) : error
  }
}
