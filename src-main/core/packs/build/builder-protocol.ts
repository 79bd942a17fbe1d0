import { z } from 'zod'
import { packPlanSchema } from '#shared/domain/pack-plan.ts'
import type { PackPlan } from '#shared/domain/pack-plan.ts'
import { activationSchema, precisionSchema } from '#shared/domain/pack.ts'
import { AppError, assertNever } from '#shared/errors.ts'
import {
  errorMessage,
  errorOf,
  progressMessage,
  requestMessage,
  resultMessage,
} from '../../async/messages.ts'
import type { HostProcess } from '../../async/messages.ts'
import type { BuildControl } from './build-pack.ts'
import { clearUnfinished } from './clear-unfinished.ts'

/**
 * Building takes half a minute and much memory, and opens files from anywhere: it has a process of its own,
 * which is killed when it shall stop. These are its messages.
 */
export const buildOrderSchema = z.object({
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

/** To the process; to stop it, it is killed. */
export const builderRequestSchema = z.discriminatedUnion('kind', [
  requestMessage('build', buildOrderSchema),
  /** Untrusted files are first looked at in that process, too. */
  requestMessage('inspect', z.object({ files: z.array(z.string()).min(1) })),
])
export type BuilderRequest = z.infer<typeof builderRequestSchema>

const builderReplySchema = z.discriminatedUnion('type', [
  progressMessage(z.object({ fraction: z.number(), step: z.string() })),
  z.discriminatedUnion('kind', [
    resultMessage('build', z.object({ packId: z.string() })),
    resultMessage('inspect', packPlanSchema),
  ]),
  errorMessage,
])
export type BuilderReply = z.infer<typeof builderReplySchema>

/** Looks at checkpoint files and builds packs for the window. */
export interface PackBuilder {
  /** What would become of the files. Throws AppError `host-crashed`. */
  inspect(files: readonly string[]): Promise<PackPlan>
  /** Returns the pack's id. Throws what `buildPack` throws, and AppError `host-crashed`. */
  build(order: BuildOrder, control: BuildControl): Promise<string>
}

/** The window's side. */
export function createProcessBuilder(spawn: () => Promise<HostProcess>): PackBuilder {
  return {
    async inspect(files) {
      const control = { signal: new AbortController().signal, progress: () => undefined }
      const input = { files: [...files] }
      const reply = await carriedOut(spawn, { ...ONLY, kind: 'inspect', input }, control)
      if (reply.kind !== 'inspect') throw unexpected()
      return reply.result
    },
    async build(order, control) {
      try {
        const reply = await carriedOut(spawn, { ...ONLY, kind: 'build', input: order }, control)
        if (reply.kind !== 'build') throw unexpected()
        return reply.result.packId
      } finally {
        // A process that is killed leaves behind what it was at.
        await clearUnfinished(order.packsFolder)
      }
    },
  }
}

/** A process is given one request. */
const ONLY = { type: 'request', id: 'only' } as const

type Outcome = Extract<BuilderReply, { type: 'result' }>

/** One request in a process of its own, which is gone when this settles. */
async function carriedOut(
  spawn: () => Promise<HostProcess>,
  request: BuilderRequest,
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
      builder.port.onMessage((message) => {
        const { data: reply } = builderReplySchema.safeParse(message)
        switch (reply?.type) {
          case 'progress':
            progress(reply.progress.fraction, reply.progress.step)
            return
          case 'result':
            resolve(reply)
            return
          case 'error':
            reject(errorOf(reply))
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
      else builder.port.postMessage(request)
    })
  } finally {
    signal.removeEventListener('abort', stop)
    builder.kill()
  }
}

function unexpected(): AppError {
  return new AppError('internal', 'The process that builds packs sent what nobody expects.')
}
