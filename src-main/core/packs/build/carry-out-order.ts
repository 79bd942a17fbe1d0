import { AppError, isAppError } from '#shared/errors.ts'
import { builderHere } from './builder-here.ts'
import { builderOrderSchema } from './builder-protocol.ts'
import type { BuilderReply, BuildOrder } from './builder-protocol.ts'

type Reply = (message: BuilderReply) => void

/** The builder's side: one order, then the end. */
export async function carryOutOrder(message: unknown, reply: Reply): Promise<void> {
  try {
    const order = builderOrderSchema.parse(message)
    if (order.type === 'inspect') reply({ type: 'inspected', plan: await builderHere.inspect(order.files) })
    else await build(order, reply)
  } catch (error) {
    const { code, message: sentence } = isAppError(error)
      ? error
      : new AppError('internal', 'The pack could not be built, for a reason that was not foreseen.')
    reply({ type: 'failed', code, message: sentence })
  }
}

async function build(order: BuildOrder, reply: Reply): Promise<void> {
  const packId = await builderHere.build(order, {
    // To stop it, the process is killed.
    signal: new AbortController().signal,
    progress: (fraction, step) => {
      reply({ type: 'progress', fraction, step })
    },
  })
  reply({ type: 'built', packId })
}
