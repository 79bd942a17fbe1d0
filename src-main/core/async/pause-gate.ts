/** A gate that its owner can close and open; work waits at it between two steps. */
export interface SwitchablePauseGate extends PauseGate {
  readonly isClosed: boolean
  close(): void
  open(): void
}

export function createPauseGate(): SwitchablePauseGate {
  let isClosed = false
  let waiting: (() => void)[] = []
  return {
    get isClosed() {
      return isClosed
    },
    close() {
      isClosed = true
    },
    open() {
      isClosed = false
      const released = waiting
      waiting = []
      for (const resolve of released) resolve()
    },
    wait: () =>
      isClosed
        ? new Promise<void>((resolve) => {
            waiting.push(resolve)
          })
        : Promise.resolve(),
  }
}

/** For work that nobody can pause. */
export const openGate: PauseGate = { wait: () => Promise.resolve() }

/** Lets a job hold its breath between frames. */
export interface PauseGate {
  /** Resolves at once while running, else when resumed. */
  wait(): Promise<void>
}
