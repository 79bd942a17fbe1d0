import type { IpcChannel, IpcEvent, IpcEventName, IpcRequest, IpcResponse } from '#shared/ipc/contract.ts'
import type { IpcResult } from '#shared/ipc/define.ts'
import { AppError } from '#shared/errors.ts'

type RequestArguments<Channel extends IpcChannel> =
  undefined extends IpcRequest<Channel> ? [payload?: undefined] : [payload: IpcRequest<Channel>]

/** Main tells of a change 50 ms after it: those before are never asked for. */
const KEPT_NUMBERS = 200
let made = 0
const channels = new Map<number, IpcChannel>()

function numberOf(channel: IpcChannel): number {
  made += 1
  channels.set(made, channel)
  channels.delete(made - KEPT_NUMBERS)
  return made
}

/** Which of the window's requests has this number; null for one that was refused: nothing of its answer is here. */
export function channelOf(number: number): IpcChannel | null {
  return channels.get(number) ?? null
}

/**
 * Asks the main process. Main has checked the payload and answers with a value or an error as a value,
 * which becomes an `AppError` again here. A bridge that fails altogether is told as `internal`.
 */
export async function request<Channel extends IpcChannel>(
  channel: Channel,
  ...[payload]: RequestArguments<Channel>
): Promise<IpcResponse<Channel>> {
  const number = numberOf(channel)
  let result: IpcResult<IpcResponse<Channel>>
  try {
    result = (await window.bridge.invoke(channel, payload, number)) as IpcResult<IpcResponse<Channel>>
  } catch (cause) {
    channels.delete(number)
    throw new AppError('internal', 'The program did not answer. Please try again.', { cause })
  }
  if (!result.ok) {
    channels.delete(number)
    for (const listener of failureListeners) listener(result)
    throw new AppError(result.code, result.message)
  }
  return result.value
}

type Failure = Pick<AppError, 'code' | 'message'>
const failureListeners = new Set<(failure: Failure) => void>()

/** Called for every request that failed, whichever store made it; returns how to stop listening. */
export function onFailure(listener: (failure: Failure) => void): () => void {
  failureListeners.add(listener)
  return () => {
    failureListeners.delete(listener)
  }
}

/** Listens to what main tells unasked; the answer stops listening. */
export function subscribe<Name extends IpcEventName>(
  event: Name,
  listener: (payload: IpcEvent<Name>) => void,
): () => void {
  return window.bridge.on(event, (payload) => {
    listener(payload as IpcEvent<Name>)
  })
}

/** Absolute paths of what was dropped; entries without a place on disk are left out. */
export function pathsOfDropped(files: Iterable<File>): string[] {
  return [...files].map((file) => window.bridge.pathOfDropped(file)).filter((path) => path !== '')
}
