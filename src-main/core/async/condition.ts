export interface Condition {
  /** Lets all who wait look at their condition again. */
  notify(): void
  until(condition: () => boolean): Promise<void>
}

/** Lets several loops wait for conditions that change on events. */
export function createCondition(): Condition {
  let waiting: (() => void)[] = []
  return {
    notify() {
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
    async until(condition) {
      while (!condition()) {
        await new Promise<void>((resolve) => {
          waiting.push(resolve)
        })
      }
    },
  }
}
