import type { JobRunner } from '#core/jobs/job-runner.ts'
import { AppError } from '#shared/errors.ts'

/** `refused`: what is not done now, e.g. `Nothing was removed`. Throws AppError `conflict` while a job works on the study. */
export function requireIdle(
  { jobs }: { readonly jobs: Pick<JobRunner<never>, 'active'> },
  refused: string,
): void {
  const [active] = jobs.active()
  if (active === undefined) return
  throw new AppError(
    'conflict',
    `${refused}: “${active.title}” is still at work on this study. Let it finish or cancel it first.`,
  )
}
