import { z } from 'zod'
import { counted } from '#shared/counted.ts'
import { engineChoiceSchema } from '#shared/domain/engine.ts'
import { nameSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import type { InferenceClient } from '../../inference/host/client.ts'
import type { PackStore } from '../../packs/pack-store.ts'

interface Services {
  readonly packs: Pick<PackStore, 'folder'>
  readonly inference: Pick<InferenceClient, 'measure'>
}

/** Tries every way in which this machine can run a pack; what it finds is on record by itself. */
export const measureEngineJob = defineJob({
  kind: 'engine',
  version: 1,
  input: z.object({ packId: nameSchema, choice: engineChoiceSchema }),
  stages: [],
  title: ({ packId }) => `Trying what runs ${packId} best`,
  pausable: false,
  resumable: false,
  run: (context: JobContext<Services>, { packId, choice }) =>
    context.services.inference.measure(context.services.packs.folder(packId), choice, context),
  summary: ({ trials }, { packId }) => {
    const passed = trials.filter(({ refusal }) => refusal === null)
    return `Tried ${counted(trials.length, 'way')} to run ${packId}; ${passed.length} can be used.`
  },
})
