import { dirname, isAbsolute } from 'node:path'
import { clearUnfinished } from '#core/packs/build/clear-unfinished.ts'
import { installPack } from '#core/packs/build/install-pack.ts'
import { AppError } from '#shared/errors.ts'
import type { AreaHandlers, HandlerContext } from '../handler-context.ts'

/** Plans that are kept, so that their files can be named again by the window without a path. */
const PLANS_KEPT = 20

export function packHandlers(context: HandlerContext): AreaHandlers<'pack'> {
  const { jobs, packs, desktop, builder, session, emit } = context
  const plans = new Map<string, readonly string[]>()

  const changed = (): void => {
    session.current()?.study.promptSets.takeFromPacks()
    emit('packs.changed', {})
  }

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
      const jobId = jobs.start({
        kind: 'pack-build',
        title: `Building ${title}`,
        pausable: false,
        run: async (control) => {
          try {
            const order = { files: [...files], title, licence, precisions, activation, packsFolder }
            const { signal } = control
            const packId = await builder.build(order, {
              signal,
              progress: (fraction) => {
                control.progress(fraction, 1)
              },
            })
            changed()
            return `Built and checked ${title} (${packId}).`
          } finally {
            await clearUnfinished(packsFolder)
          }
        },
      })
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
      const jobId = jobs.start({
        kind: 'pack-build',
        title: 'Installing a model pack',
        pausable: false,
        run: async (control) => {
          const packId = await installPack(folder, (id) => packs.userFolder(id), control)
          changed()
          return `Checked and installed ${packId}.`
        },
      })
      return { jobId }
    },
    'pack.verify': ({ packId }) => {
      const jobId = jobs.start({
        kind: 'pack-verify',
        title: `Checking ${packId}`,
        pausable: false,
        run: async () => {
          await packs.verify(packId)
          return `Every file of ${packId} has the right hash.`
        },
      })
      return { jobId }
    },
    'pack.remove': async ({ packId }) => {
      await packs.remove(packId)
      changed()
      return null
    },
  }
}
