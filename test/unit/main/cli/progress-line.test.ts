import { describe, expect, it } from 'vitest'
import { createProgressLine, formatDuration } from '../../../../src-main/cli/progress-line.ts'
import type { Terminal } from '../../../../src-main/cli/terminal.ts'

function terminal(isInteractive: boolean): { terminal: Terminal; written: () => string } {
  let written = ''
  const refuse = (): never => {
    throw new Error('standard output belongs to the result')
  }
  return {
    terminal: {
      out: refuse,
      err: (text) => {
        written += text
      },
      isInteractive,
      width: 60,
      folder: '/',
      signal: new AbortController().signal,
    },
    written: () => written,
  }
}

describe('progress line', () => {
  it('draws one line over and over for a person, no wider than the window', () => {
    const { terminal: person, written } = terminal(true)
    let now = 0
    const line = createProgressLine(person, 'Predicting with a rather long title of the work', () => now)
    for (now = 0; now <= 1000; now += 10) line.update(now, 1000)
    line.end()
    const lines = written().split('\r\u001b[K')
    expect(written()).not.toContain('\n')
    expect(lines.length).toBeLessThanOrEqual(13)
    for (const text of lines) expect([...text].length).toBeLessThan(60)
    expect(written().endsWith('\r\u001b[K')).toBe(true)
  })

  it('writes a line now and then where nobody watches', () => {
    const { terminal: log, written } = terminal(false)
    let now = 0
    const line = createProgressLine(log, 'Predicting', () => now)
    for (now = 0; now < 35_000; now += 100) line.update(now / 1000, 70)
    line.end()
    expect(written()).toBe(
      'Predicting: 10/70 (14 %), 1 min 0 s left\n' +
        'Predicting: 20/70 (28 %), 50 s left\n' +
        'Predicting: 30/70 (42 %), 40 s left\n',
    )
  })

  it('takes its line away to say something', () => {
    const { terminal: person, written } = terminal(true)
    const line = createProgressLine(person, 'Importing', () => 0)
    line.update(1, 2)
    line.say('a.mp4: no video')
    expect(written().endsWith('1/2\r\u001b[Ka.mp4: no video\n')).toBe(true)
  })
})

it.each([
  [400, '0 s'],
  [59_400, '59 s'],
  [61_000, '1 min 1 s'],
  [3_725_000, '1 h 2 min'],
])('tells %i ms as a duration', (ms, words) => {
  expect(formatDuration(ms)).toBe(words)
})
