import type { JobControl } from './job-control.ts'

/** For work that is short enough to wait for: nobody watches, holds or stops it. */
export const unobserved: JobControl = {
  signal: new AbortController().signal,
  gate: { wait: () => Promise.resolve() },
  progress: () => undefined,
  stage: () => undefined,
  failure: () => undefined,
  notice: () => undefined,
}
