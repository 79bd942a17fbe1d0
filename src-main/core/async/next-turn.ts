/** Lets waiting events through: long sums on the main thread must not freeze the window. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
