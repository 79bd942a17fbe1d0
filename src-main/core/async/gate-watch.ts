import type { PauseGate } from './pause-gate.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * Says to a host whether its work shall hold. The gate tells nobody when it closes, so that the function that is returned is called at each sign of life;
 * while it waits for the gate to open, more calls do nothing.
 */
export function gateWatch(gate: PauseGate, send: (type: 'pause' | 'resume') => void): () => void {
  let isWatching = false

  async function holdWhileClosed(): Promise<void> {
    const opened = gate.wait().then(() => true)
    const isOpen = await Promise.race([opened, nextTurn().then(() => false)])
    if (isOpen) return
    send('pause')
    await opened
    send('resume')
  }

  return () => {
    if (isWatching) return
    isWatching = true
    void holdWhileClosed().then(() => {
      isWatching = false
    })
  }
}
