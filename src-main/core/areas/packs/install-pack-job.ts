import { z } from 'zod'
import { pathSchema } from '#shared/limits.ts'
import { defineJob } from '../../jobs/define-job.ts'
import type { JobContext } from '../../jobs/define-job.ts'
import { installPack } from '../../packs/build/install-pack.ts'
import type { PackStore } from '../../packs/pack-store.ts'

interface Services {
  readonly packs: Pick<PackStore, 'userFolder'>
  /** Told when packs came or went. */
  readonly packsChanged: () => void
}

/** Copies a pack that was built elsewhere and checks the copy. Takes turns with building: both write where packs lie. */
export const installPackJob = defineJob({
  kind: 'pack-build',
  version: 1,
  /** Absolute path. */
  input: z.object({ folder: pathSchema }),
  stages: [],
  title: () => 'Installing a model pack',
  pausable: false,
  resumable: false,
  async run(context: JobContext<Services>, { folder }) {
    const { packs, packsChanged } = context.services
    const packId = await installPack(folder, (id) => packs.userFolder(id), context)
    packsChanged()
    return packId
  },
  summary: (packId) => `Checked and installed ${packId}.`,
})
