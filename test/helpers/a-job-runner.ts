import { z } from 'zod'
import { defineJob } from '#core/jobs/define-job.ts'
import type { AnyJob, DefinedJob } from '#core/jobs/define-job.ts'
import { createJobRegistry } from '#core/jobs/job-registry.ts'
import { createJobRunner } from '#core/jobs/job-runner.ts'
import type { JobRunner } from '#core/jobs/job-runner.ts'
import { createMemoryJobStore } from '#core/jobs/job-store.ts'
import type { JobRecord, JobStore } from '#core/jobs/job-store.ts'

/** Runs these jobs with these services, announcing every step; a second one on its store stands for the next start. */
export function aJobRunner<Services>(
  services: Services,
  definitions: readonly AnyJob<Services>[],
  store: JobStore = createMemoryJobStore(),
): { readonly jobs: JobRunner<Services>; readonly store: JobStore } {
  const registry = createJobRegistry({ intervalMs: 0 })
  return { jobs: createJobRunner({ services, definitions, store, registry, intervalMs: 0 }), store }
}

/** As a program that was killed left it. */
export function killedJob(
  record: Pick<JobRecord, 'kind' | 'version' | 'input'> & Partial<JobRecord>,
): JobRecord {
  return {
    ...{
      jobId: 'job-1',
      title: 'A job',
      checkpoint: null,
      state: 'interrupted',
      stage: null,
      done: 1,
      total: 2,
    },
    ...{ attempts: 1, startedUtc: '2026-01-02T03:04:05.678Z', endedUtc: null, summary: null, log: [] },
    ...record,
  }
}

/** A job that ends when the test says so. */
export function heldJob(title: string): {
  readonly job: DefinedJob<unknown, Record<string, never>, null>
  readonly end: () => void
} {
  let end = (): void => undefined
  const work = new Promise<null>((resolve) => {
    end = () => {
      resolve(null)
    }
  })
  const job = defineJob({
    ...{ kind: 'predict', version: 1, input: z.object({}), stages: [], pausable: true, resumable: false },
    title: () => title,
    run: () => work,
    summary: () => 'Done.',
  })
  return { job, end }
}
