import { throwIfCancelled } from '../../jobs/throw-if-cancelled.ts'

/** Work of which one piece is done at a time, in the order in which it was asked for. */
export interface Turns {
  /** Waits for its turn; returns what ends it. Throws AppError `cancelled` as soon as the signal is given. */
  take(signal: AbortSignal): Promise<() => void>
}

export function createTurns(): Turns {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async take(signal) {
      const before = last
      const { promise: ended, resolve: end } = deferred()
      last = before.then(() => ended)
      const { promise: aborted, resolve: abort } = deferred()
      signal.addEventListener('abort', abort)
      try {
        await Promise.race([before, aborted])
        throwIfCancelled(signal)
        return end
      } catch (error) {
        end()
        throw error
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
  }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let settle = (): void => undefined
  const promise = new Promise<void>((resolve) => {
    settle = resolve
  })
  return {
    promise,
    resolve: () => {
      settle()
    },
  }
}
