/**
 * Set-up of the unit tests. They share one process and one module graph, for speed; so each file hands both on as it
 * found them, whatever its tests left there.
 */
import { afterAll, vi } from 'vitest'

afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
