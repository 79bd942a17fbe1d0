/** Counted permissions: `acquire` waits until one is free. */
export interface Semaphore {
  acquire(): Promise<void>
  release(): void
  /** Lets all who wait, and all who come, pass. */
  open(): void
}

export function createSemaphore(count: number): Semaphore {
  let free = count
  let waiting: (() => void)[] = []
  let isOpen = false
  return {
    async acquire() {
      while (free === 0 && !isOpen) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
      if (!isOpen) free--
    },
    release() {
      free = Math.min(count, free + 1)
      waiting.shift()?.()
    },
    open() {
      isOpen = true
      for (const resolve of waiting) resolve()
      waiting = []
    },
  }
}
