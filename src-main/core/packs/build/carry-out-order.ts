import { AppError, isAppError } from '#shared/errors.ts'
import { builderHere } from './builder-here.ts'
import { builderRequestSchema } from './builder-protocol.ts'
import type { BuilderReply, BuildOrder } from './builder-protocol.ts'

type Reply = (message: BuilderReply) => void

/** The builder's side: one request, then the end. */
export async function carryOutOrder(message: unknown, reply: Reply): Promise<void> {
  const { data: request } = builderRequestSchema.safeParse(message)
  const id = request?.id ?? 'unknown'
  try {
    if (request === undefined) throw new TypeError('what was sent is no request')
    const { kind, input } = request
    if (kind === 'inspect') {
      reply({ type: 'result', id, kind, result: await builderHere.inspect(input.files) })
    } else {
      const packId = await build(input, (fraction, step) => {
        reply({ type: 'progress', id, progress: { fraction, step } })
      })
      reply({ type: 'result', id, kind, result: { packId } })
    }
  } catch (error) {
    const { code, message: sentence } = isAppError(error)
      ? error
      : new AppError('internal', 'The pack could not be built, for a reason that was not foreseen.')
    reply({ type: 'error', id, code, message: sentence })
  }
}

function build(order: BuildOrder, progress: (fraction: number, step: string) => void): Promise<string> {
  // To stop it, the process is killed.
  return builderHere.build(order, { signal: new AbortController().signal, progress })
}
