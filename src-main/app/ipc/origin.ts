import { AsyncLocalStorage } from 'node:async_hooks'

/** Which request something is done for: as main knows the window, and as that window numbers its requests. */
export interface Origin {
  /** Id of the window, of whoever sent the message; a window cannot say that it is another. */
  readonly window: number
  readonly request: number
}

interface Running {
  readonly origin: Origin
  isAnswered: boolean
}

const requests = new AsyncLocalStorage<Running>()

/** Answers a request: what is done meanwhile is done for it. */
export async function forRequest<Result>(origin: Origin, answer: () => Promise<Result>): Promise<Result> {
  const running: Running = { origin, isAnswered: false }
  try {
    return await requests.run(running, answer)
  } finally {
    // Work that goes on after that, such as a job, is nobody’s request.
    running.isAnswered = true
  }
}

/** Null outside of requests. */
export function currentOrigin(): Origin | null {
  const running = requests.getStore()
  return running === undefined || running.isAnswered ? null : running.origin
}

/** What a window is told: `by` is the number of its own request that it comes of; nobody hears of another's. */
export function toldTo(window: number, payload: object | null, origin: Origin | null): object | null {
  return origin?.window === window ? { ...payload, by: origin.request } : payload
}
