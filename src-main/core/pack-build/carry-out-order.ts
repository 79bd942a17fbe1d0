import { join } from 'node:path'
import { AppError, isAppError } from '#shared/errors.ts'
import { buildPack } from './build-pack.ts'
import { buildOrderSchema } from './builder-protocol.ts'
import type { BuilderReply } from './builder-protocol.ts'

/** The builder's side: one order, then the end. */
export async function carryOutOrder(message: unknown, reply: (message: BuilderReply) => void): Promise<void> {
  try {
    const { packsFolder, ...request } = buildOrderSchema.parse(message)
    const { manifest } = await buildPack(
      { ...request, folder: (packId) => join(packsFolder, packId) },
      {
        // Whoever wants it stopped kills the process.
        signal: new AbortController().signal,
        progress: (fraction, step) => {
          reply({ type: 'progress', fraction, step })
        },
      },
    )
    reply({ type: 'built', packId: manifest.id })
  } catch (error) {
    const { code, message: sentence } = isAppError(error)
      ? error
      : new AppError('internal', 'The pack could not be built, for a reason that was not foreseen.')
    reply({ type: 'failed', code, message: sentence })
  }
}
