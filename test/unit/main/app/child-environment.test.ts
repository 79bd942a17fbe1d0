import { afterEach, describe, expect, it, vi } from 'vitest'
import { childEnvironment } from '../../../../src-main/app/child-environment.ts'

describe('the environment of a child process', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it.each([undefined, '0', ''])('says no to telemetry where the user’s says %j', (value) => {
    vi.stubEnv('ORT_DISABLE_TELEMETRY', value)
    expect(childEnvironment()).toMatchObject({ ORT_DISABLE_TELEMETRY: '1' })
  })

  it('passes on what a program needs to run, and nothing that changes how', () => {
    vi.stubEnv('HOME', '/home/somebody')
    vi.stubEnv('XDG_CACHE_HOME', '/home/somebody/caches')
    vi.stubEnv('NODE_OPTIONS', '--inspect')
    expect(childEnvironment()).toMatchObject({
      HOME: '/home/somebody',
      XDG_CACHE_HOME: '/home/somebody/caches',
    })
    expect(childEnvironment()).not.toHaveProperty('NODE_OPTIONS')
  })
})
