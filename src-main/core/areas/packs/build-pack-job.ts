import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import { buildOrderSchema } from '../../packs/build/builder-protocol.ts'
import type { PackBuilder } from '../../packs/build/builder-protocol.ts'

interface Services {
  readonly builder: Pick<PackBuilder, 'build'>
  /** Told when packs came or went. */
  readonly packsChanged: () => void
}

/** Builds a pack from checkpoint files, in half a minute: it is begun anew rather than continued. */
export const buildPackJob = defineJob({
  kind: 'pack-build',
  version: 1,
  input: buildOrderSchema,
  stages: [],
  title: ({ title }) => `Building ${title}`,
  pausable: false,
  resumable: false,
  async run({ services, signal, progress }: JobContext<Services>, order) {
    const packId = await services.builder.build(order, {
      signal,
      progress: (fraction) => {
        progress(fraction, 1)
      },
    })
    services.packsChanged()
    return packId
  },
  summary: (packId, { title }) => `Built and checked ${title} (${packId}).`,
})
