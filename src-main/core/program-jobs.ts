import { buildPackJob } from './areas/packs/build-pack-job.ts'
import { installPackJob } from './areas/packs/install-pack-job.ts'
import { verifyPackJob } from './areas/packs/verify-pack-job.ts'
import { measureEngineJob } from './areas/engine/measure-engine-job.ts'
import type { InferenceClient } from './inference/host/client.ts'
import type { AnyJob } from './jobs/define-job.ts'
import { createJobRunner } from './jobs/job-runner.ts'
import type { JobRunner } from './jobs/job-runner.ts'
import type { JobRegistry } from './jobs/job-registry.ts'
import { createMemoryJobStore } from './jobs/job-store.ts'
import type { PackBuilder } from './packs/build/builder-protocol.ts'
import type { PackStore } from './packs/pack-store.ts'

/** What work on model packs works with. */
export interface PackParts {
  readonly packs: PackStore
  readonly builder: PackBuilder
  /** Told when packs came or went. */
  readonly packsChanged: () => void
}

/** What long work that belongs to no study works with. */
export interface ProgramParts extends PackParts {
  readonly inference: InferenceClient
}

export const packJobs: readonly AnyJob<PackParts>[] = [buildPackJob, installPackJob, verifyPackJob]

export const programJobs: readonly AnyJob<ProgramParts>[] = [...packJobs, measureEngineJob]

/**
 * Long work that belongs to no study. It is known as long as the program runs: none of it can go on where it was, a
 * pack that is there tells so itself, and so does what was tried of this machine.
 */
export function createProgramJobs<Parts>(
  services: Parts,
  definitions: readonly AnyJob<Parts>[],
  registry: JobRegistry,
): JobRunner<Parts> {
  return createJobRunner({ services, definitions, store: createMemoryJobStore(), registry })
}
