import { z } from 'zod'
import { AppError, errorCodes } from '#shared/errors.ts'

/**
 * What a caller and a host say to each other, whatever the host does and be it a process or a thread: requests with their
 * progress, items and result; errors; and cancelling. Each message is checked on arrival. All that is said of a request has
 * its id, which the caller chose; typed arrays travel as such (structured clone).
 */
const id = z.string().min(1)

/** To the host: work that it shall do. */
export const requestMessage = <Kind extends string, Input extends z.ZodType>(kind: Kind, input: Input) =>
  z.object({ type: z.literal('request'), id, kind: z.literal(kind), input })

/** To the host: the work shall stop; it answers with an error. Does nothing to work that has ended. */
export const cancelMessage = z.object({ type: z.literal('cancel'), id })

export const pauseMessage = z.object({ type: z.literal('pause'), id })
export const resumeMessage = z.object({ type: z.literal('resume'), id })

/** To the host: one item was handled. A host that waits for it sends no faster than its caller takes. */
export const takenMessage = z.object({ type: z.literal('taken'), id })

/** From the host: how far the work is. */
export const progressMessage = <Progress extends z.ZodType>(progress: Progress) =>
  z.object({ type: z.literal('progress'), id, progress })

/** From the host: what of the work comes now, in words. */
export const stageMessage = z.object({ type: z.literal('stage'), id, name: z.string() })

/** From the host: one part of what the work comes to. */
export const itemMessage = <Item extends z.ZodType>(item: Item) =>
  z.object({ type: z.literal('item'), id, item })

/** From the host, once: the work is done. */
export const resultMessage = <Kind extends string, Result extends z.ZodType>(kind: Kind, result: Result) =>
  z.object({ type: z.literal('result'), id, kind: z.literal(kind), result })

/** From the host, once, instead of a result. */
export const errorMessage = z.object({
  type: z.literal('error'),
  id,
  /** Null for what no user is meant to read. */
  code: z.enum(errorCodes).nullable(),
  message: z.string(),
})

export function errorOf({ code, message }: Pick<z.infer<typeof errorMessage>, 'code' | 'message'>): Error {
  return code === null ? new Error(message) : new AppError(code, message)
}

/** Either end of a message channel. Messages arrive in the order in which they were sent. */
export interface MessagePort {
  postMessage(message: unknown): void
  /** Returns a function that stops listening. */
  onMessage(listener: (message: unknown) => void): () => void
}

/** A started process with a channel to it. */
export interface HostProcess {
  readonly port: MessagePort
  /** Called once, when the process has ended; null when a signal ended it. */
  onExit(listener: (code: number | null) => void): void
  kill(): void
}
