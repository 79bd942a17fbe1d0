import { z } from 'zod'
import type { ErrorCode } from '../errors.ts'

/** One request-response channel: what may be asked and what comes back. */
export interface IpcCall<Request extends z.ZodType, Response extends z.ZodType> {
  readonly request: Request
  readonly response: Response
}

export function call<Request extends z.ZodType, Response extends z.ZodType>(
  request: Request,
  response: Response,
): IpcCall<Request, Response> {
  return { request, response }
}

/** No arguments. */
export const nothing = z.undefined()

/** Errors cross the wire as values: Electron's `invoke` would lose their class and leak their stack. */
export type IpcResult<Value> = { ok: true; value: Value } | { ok: false; code: ErrorCode; message: string }
