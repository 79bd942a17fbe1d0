import { dirname, isAbsolute } from 'node:path'
import { buildPackJob } from '#core/areas/packs/build-pack-job.ts'
import { installPackJob } from '#core/areas/packs/install-pack-job.ts'
import { verifyPackJob } from '#core/areas/packs/verify-pack-job.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, SightedContext } from '../handler-context.ts'

/** Plans that are kept, so that their files can be named again by the window without a path. */
const PLANS_KEPT = 20

export function packHandlers(context: SightedContext): AreaHandlers<'pack'> {
  const { packs, desktop, builder, program, packsChanged } = context
  const plans = new Map<string, readonly string[]>()

  const remember = (planId: string, files: readonly string[]): void => {
    plans.set(planId, files)
    const [oldest] = plans.keys()
    if (plans.size > PLANS_KEPT && oldest !== undefined) plans.delete(oldest)
  }

  return {
    'pack.list': () => packs.list(),
    'pack.inspect': async ({ files }) => {
      if (!files.every((file) => isAbsolute(file))) {
        throw new AppError('bad-request', 'A checkpoint file must be given with its whole path.')
      }
      const plan = await builder.inspect(files)
      remember(plan.planId, files)
      return plan
    },
    'pack.build': ({ planId, title, licence, precisions, activation }) => {
      const files = plans.get(planId)
      if (files === undefined) {
        throw new AppError('not-found', 'These files are no longer known. Choose them again.')
      }
      const packsFolder = dirname(packs.userFolder('any'))
      const order = { files: [...files], title, licence, precisions, activation, packsFolder }
      const { jobId } = program.start(buildPackJob, order)
      return { jobId }
    },
    'pack.install': async ({ folder: given }) => {
      const folder =
        given ??
        (await desktop.chooseFolder({ title: 'Folder of a model pack', button: 'Install', mayCreate: false }))
      if (folder === null) return null
      if (!isAbsolute(folder)) {
        throw new AppError('bad-request', 'A pack must be given with the whole path of its folder.')
      }
      const { jobId } = program.start(installPackJob, { folder })
      return { jobId }
    },
    'pack.verify': ({ packId }) => {
      const { jobId } = program.start(verifyPackJob, { packId })
      return { jobId }
    },
    'pack.remove': async ({ packId }) => {
      await packs.remove(packId)
      packsChanged()
      return null
    },
  }
}
