import { describe, expect, it } from 'vitest'
import { isInstalled } from '../../../../../scripts/setup/steps/packages.mjs'

const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/vue': { version: '3.5.1' },
    'node_modules/fsevents': { version: '2.3.3', optional: true },
  },
}

describe('isInstalled', () => {
  it.each([
    [
      'an optional package of another system may be absent',
      { 'node_modules/vue': { version: '3.5.1' } },
      true,
    ],
    [
      'another version is not what the lock file asks for',
      { 'node_modules/vue': { version: '3.5.0' } },
      false,
    ],
    [
      'an optional package counts when it is there',
      { 'node_modules/vue': { version: '3.5.1' }, 'node_modules/fsevents': { version: '2.3.2' } },
      false,
    ],
    [
      'what was installed besides does no harm',
      { 'node_modules/vue': { version: '3.5.1' }, 'node_modules/left-over': { version: '1.0.0' } },
      true,
    ],
  ])('%s', (_, packages, expected) => {
    expect(isInstalled(wanted, { packages })).toBe(expected)
  })

  it('takes a folder that npm did not finish for not installed', () => {
    expect(isInstalled(wanted, {})).toBe(false)
  })
})
