import { basename } from 'node:path'
import { z } from 'zod'
import { nameSchema, pathSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import type { PackStore } from '../../packs/pack-store.ts'
import { verifyPack } from '../../packs/verify-pack.ts'

interface Services {
  readonly packs: Pick<PackStore, 'folder'>
}

const inputSchema = z.union([
  z.object({ packId: nameSchema }),
  /** Absolute path of one that need not be installed. */
  z.object({ folder: pathSchema }),
])

/** Compares every file of a pack with its hash. */
export const verifyPackJob = defineJob({
  kind: 'pack-verify',
  version: 1,
  input: inputSchema,
  stages: [],
  title: (input) => `Checking ${'packId' in input ? input.packId : basename(input.folder)}`,
  pausable: false,
  resumable: false,
  run: async (context: JobContext<Services>, input) =>
    verifyPack('packId' in input ? context.services.packs.folder(input.packId) : input.folder, context),
  summary: ({ manifest }) => `Every file of ${manifest.id} has the right hash.`,
})
