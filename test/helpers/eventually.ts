import { vi } from 'vitest'
import { PATIENCE_MS } from './patience.ts'

/** Asks again and again until nothing is thrown, and gives what was answered. */
export function eventually<Answer>(ask: () => Answer | Promise<Answer>): Promise<Answer> {
  return vi.waitFor(ask, { timeout: PATIENCE_MS, interval: 10 })
}
