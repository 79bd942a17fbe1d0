import { expect, it } from 'vitest'
import { foreignControl } from '../../../../src-main/app/foreign-control.ts'

const startedWith = (...switches: string[]) => foreignControl((name) => switches.includes(name))

it('lets the program start with switches that give nobody a way in', () => {
  expect(startedWith('user-data-dir', 'no-sandbox', 'inspection', 'force-device-scale-factor')).toBeNull()
})

it.each(['remote-debugging-port', 'remote-debugging-pipe', 'inspect', 'inspect-brk'])(
  'refuses --%s in one sentence that names it',
  (name) => {
    expect(startedWith('no-sandbox', name)).toMatch(
      new RegExp(`^EmoCLIP Studio does not start with --${name}: .*\\.$`, 'u'),
    )
  },
)
