/** Background work, one piece at a time. */
export interface NewestFirst {
  /** What was asked for last comes next: it is what somebody looks at. Not started at all once it is closed. */
  add(work: () => Promise<void>): void
  /** Forgets what has not begun; resolves when what runs has ended. */
  close(): Promise<void>
}

/** `work` must not reject. */
export function createNewestFirst(): NewestFirst {
  const waiting: (() => Promise<void>)[] = []
  let running: Promise<void> | null = null
  let isClosed = false

  const workThrough = async (): Promise<void> => {
    for (let work = waiting.pop(); work !== undefined; work = waiting.pop()) await work()
    running = null
  }
  return {
    add(work) {
      if (isClosed) return
      waiting.push(work)
      // On the next turn: what is added together is ordered first.
      running ??= Promise.resolve().then(workThrough)
    },
    async close() {
      isClosed = true
      waiting.length = 0
      await running
    },
  }
}
