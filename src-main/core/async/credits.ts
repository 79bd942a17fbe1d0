/** A counted permission: takers wait until one is free. */
export interface Credits {
  take(): Promise<void>
  give(): void
  /** Lets all who wait, and all who come, pass. */
  release(): void
}

export function createCredits(count: number): Credits {
  let free = count
  let waiting: (() => void)[] = []
  let isReleased = false
  return {
    async take() {
      while (free === 0 && !isReleased) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
      if (!isReleased) free--
    },
    give() {
      free = Math.min(count, free + 1)
      waiting.shift()?.()
    },
    release() {
      isReleased = true
      for (const resolve of waiting) resolve()
      waiting = []
    },
  }
}
