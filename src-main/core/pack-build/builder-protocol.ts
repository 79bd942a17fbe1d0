import { z } from 'zod'
import { precisionSchema } from '#shared/domain/pack.ts'
import { AppError, assertNever, errorCodes } from '#shared/errors.ts'
import type { BuildControl } from './build-pack.ts'

/**
 * Building takes half a minute and much memory, and opens files from anywhere: it has a process of its own,
 * which is killed when it shall stop. These are its messages.
 */
export const buildOrderSchema = z.object({
  files: z.array(z.string()).min(1),
  title: z.string(),
  licence: z.string(),
  precisions: z.array(precisionSchema).min(1),
  /** Holds one folder per pack. */
  packsFolder: z.string(),
})
export type BuildOrder = z.infer<typeof buildOrderSchema>

const builderReplySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), fraction: z.number(), step: z.string() }),
  z.object({ type: z.literal('built'), packId: z.string() }),
  z.object({ type: z.literal('failed'), code: z.enum(errorCodes), message: z.string() }),
])
export type BuilderReply = z.infer<typeof builderReplySchema>

/** Builds packs for the window. */
export interface PackBuilder {
  /** Answers the pack's id. Throws what `buildPack` throws, and AppError `host-crashed`. */
  build(order: BuildOrder, control: BuildControl): Promise<string>
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
    async build(order, { signal, progress }) {
      const builder = await spawn().catch((cause: unknown) => {
        throw new AppError('host-crashed', 'The process that builds packs could not be started.', { cause })
      })
      const stop = (): void => {
        builder.kill()
      }
      signal.addEventListener('abort', stop)
      try {
        return await new Promise<string>((resolve, reject) => {
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
                resolve(reply.packId)
                return
              case 'failed':
                reject(new AppError(reply.code, reply.message))
                return
              case undefined:
                reject(new AppError('internal', 'The process that builds packs sent what nobody expects.'))
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
    },
  }
}
