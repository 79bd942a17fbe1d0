import { z } from 'zod'
import { packPlanSchema } from '#shared/domain/pack-plan.ts'
import type { PackPlan } from '#shared/domain/pack-plan.ts'
import { activationSchema, precisionSchema } from '#shared/domain/pack.ts'
import { AppError, assertNever, errorCodes } from '#shared/errors.ts'
import type { BuildControl } from './build-pack.ts'
import { clearUnfinished } from './clear-unfinished.ts'

/**
 * Building takes half a minute and much memory, and opens files from anywhere: it has a process of its own,
 * which is killed when it shall stop. These are its messages.
 */
export const buildOrderSchema = z.object({
  type: z.literal('build'),
  files: z.array(z.string()).min(1),
  title: z.string(),
  licence: z.string(),
  precisions: z.array(precisionSchema).min(1),
  activation: activationSchema.optional(),
  /** Holds one folder per pack. */
  packsFolder: z.string(),
  /** Of this pack, where that is another one. */
  folder: z.string().optional(),
})
export type BuildOrder = z.infer<typeof buildOrderSchema>

/** Untrusted files are first looked at in that process, too. */
const inspectOrderSchema = z.object({ type: z.literal('inspect'), files: z.array(z.string()).min(1) })

export const builderOrderSchema = z.discriminatedUnion('type', [buildOrderSchema, inspectOrderSchema])
export type BuilderOrder = z.infer<typeof builderOrderSchema>

const builderReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), fraction: z.number(), step: z.string() }),
  z.object({ type: z.literal('built'), packId: z.string() }),
  z.object({ type: z.literal('inspected'), plan: packPlanSchema }),
  z.object({ type: z.literal('failed'), code: z.enum(errorCodes), message: z.string() }),
])
export type BuilderReply = z.infer<typeof builderReplySchema>

/** Looks at checkpoint files and builds packs for the window. */
export interface PackBuilder {
  /** What would become of the files. Throws AppError `host-crashed`. */
  inspect(files: readonly string[]): Promise<PackPlan>
  /** Returns the pack's id. Throws what `buildPack` throws, and AppError `host-crashed`. */
  build(order: Omit<BuildOrder, 'type'>, control: BuildControl): Promise<string>
}

/** A started process and its channel. */
export interface BuilderProcess {
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: () => void): void
  kill(): void
}

/** The window's side. */
export function createProcessBuilder(spawn: () => Promise<BuilderProcess>): PackBuilder {
  return {
    async inspect(files) {
      const control = { signal: new AbortController().signal, progress: () => undefined }
      const reply = await carriedOut(spawn, { type: 'inspect', files: [...files] }, control)
      if (reply.type !== 'inspected') throw unexpected()
      return reply.plan
    },
    async build(order, control) {
      try {
        const reply = await carriedOut(spawn, { type: 'build', ...order }, control)
        if (reply.type !== 'built') throw unexpected()
        return reply.packId
      } finally {
        // A process that is killed leaves behind what it was at.
        await clearUnfinished(order.packsFolder)
      }
    },
  }
}

type Outcome = Extract<BuilderReply, { type: 'built' | 'inspected' }>

/** One order in a process of its own, which is gone when this settles. */
async function carriedOut(
  spawn: () => Promise<BuilderProcess>,
  order: BuilderOrder,
  { signal, progress }: BuildControl,
): Promise<Outcome> {
  const builder = await spawn().catch((cause: unknown) => {
    throw new AppError('host-crashed', 'The process that builds packs could not be started.', { cause })
  })
  const stop = (): void => {
    builder.kill()
  }
  signal.addEventListener('abort', stop)
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      builder.onExit(() => {
        reject(
          signal.aborted
            ? new AppError('cancelled', 'Building the pack was cancelled.')
            : new AppError('host-crashed', 'The process that builds packs ended unexpectedly.'),
        )
      })
      builder.onMessage((message) => {
        const { data: reply } = builderReplySchema.safeParse(message)
        switch (reply?.type) {
          case 'progress':
            progress(reply.fraction, reply.step)
            return
          case 'built':
          case 'inspected':
            resolve(reply)
            return
          case 'failed':
            reject(new AppError(reply.code, reply.message))
            return
          case undefined:
            reject(unexpected())
            return
          default:
            assertNever(reply)
        }
      })
      // Who cancelled while it was started sends no more signal.
      if (signal.aborted) stop()
      else builder.postMessage(order)
    })
  } finally {
    signal.removeEventListener('abort', stop)
    builder.kill()
  }
}

function unexpected(): AppError {
  return new AppError('internal', 'The process that builds packs sent what nobody expects.')
}
