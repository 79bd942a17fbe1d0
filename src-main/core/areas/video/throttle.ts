/** Tells at most so often, and never forgets to tell the last change. */
export interface Throttle {
  changed(): void
  /** Forgets what was not told yet. */
  stop(): void
}

export function createThrottle(intervalMs: number, notify: () => void): Throttle {
  let timer: NodeJS.Timeout | null = null
  let isStale = false
  const tick = (): void => {
    timer = null
    if (isStale) announce()
  }
  const announce = (): void => {
    isStale = false
    timer = setTimeout(tick, intervalMs)
    notify()
  }
  return {
    changed() {
      if (timer === null) announce()
      else isStale = true
    },
    stop() {
      if (timer !== null) clearTimeout(timer)
      timer = null
      isStale = false
    },
  }
}
