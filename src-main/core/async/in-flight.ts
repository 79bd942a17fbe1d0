/** Work that writes beside a study, of which somebody may have to wait for the end. */
export interface InFlight {
  /** Aborted when what is under way shall come to its end at once. */
  signal(): AbortSignal
  add<Value>(work: Promise<Value>): Promise<Value>
  /** Resolves when nothing that was under way when it was asked for is any more. */
  rest(): Promise<void>
}

export function createInFlight(): InFlight {
  const running = new Set<Promise<unknown>>()
  let stop = new AbortController()
  return {
    signal: () => stop.signal,
    add(work) {
      running.add(work)
      const forget = (): void => {
        running.delete(work)
      }
      work.then(forget, forget)
      return work
    },
    async rest() {
      stop.abort()
      stop = new AbortController()
      await Promise.allSettled(running)
    },
  }
}
