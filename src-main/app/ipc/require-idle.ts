import type { JobRegistry } from '#core/jobs/job-registry.ts'
import type { JobKind } from '#shared/domain/job.ts'
import { AppError } from '#shared/errors.ts'

/** Work of the program itself, which no study is part of. */
const elsewhere: readonly JobKind[] = ['pack-build', 'pack-verify', 'engine']

/** `refused`: what is not done now, e.g. `Nothing was removed`. Throws AppError `conflict` while a job works on the study. */
export function requireIdle(jobs: Pick<JobRegistry, 'active'>, refused: string): void {
  const active = jobs.active().find(({ kind }) => !elsewhere.includes(kind))
  if (active === undefined) return
  throw new AppError(
    'conflict',
    `${refused}: “${active.title}” is still at work on this study. Let it finish or cancel it first.`,
  )
}
