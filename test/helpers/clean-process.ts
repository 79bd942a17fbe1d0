/**
 * Set-up of the tests. The files of a project share one process and one module graph, for speed; so each hands both on as
 * it found them, whatever its tests left there.
 */
import { afterAll, vi } from 'vitest'

afterAll(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})
