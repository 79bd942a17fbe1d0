import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { redact } from '../../../../src-main/app/redact.ts'

describe('redact', () => {
  it.each([
    ['cannot open /srv/studies/Jane Doe/clip 1.mp4', 'Jane'],
    ["ENOENT: no such file, open '/data/P001/2024_baseline/x.mp4'", 'P001'],
    ['at run (file:///home/someone/app/out/main/index.js:10:3)', 'someone'],
    ['C:\\Users\\jane\\studies\\P001\\x.mp4 is busy', 'P001'],
    ['\\\\server\\share\\P001\\x.mp4 is busy', 'P001'],
    [`in ${join(homedir(), 'studies', 'Jane Doe', 'x.mp4')}`, 'Jane'],
  ])('takes the path out of: %s', (text, secret) => {
    const redacted = redact(text)
    expect(redacted).not.toContain(secret)
    expect(redacted).toContain('<path>')
  })

  it('leaves words, times, fractions and addresses of our own protocol alone', () => {
    const text = 'predicted 3/4 clips at 12:30, media://study/video/3, error: moov atom not found'
    expect(redact(text)).toBe(text)
  })
})
