import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, dirname } from 'node:path'
import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { authorityFile } from '../../../../../scripts/setup/display.mjs'
import { createProgress, formatDuration, SetupProblem } from '../../../../../scripts/setup/steps/progress.mjs'
import { withExperimentalApi } from '../../../../../scripts/setup/steps/sqlite-binding.mjs'

/** @returns {[Writable, () => string]} */
const aStream = () => {
  let text = ''
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk
      done()
    },
  })
  return [stream, () => text]
}

describe('a set-up step', () => {
  it('prints how it ended and gives its result', async () => {
    const [stream, text] = aStream()

    const result = await createProgress(stream).step('ffmpeg', async () => ['5.1', { path: 'x' }])

    expect(result).toEqual({ path: 'x' })
    expect(text()).toMatch(/^ {2}ffmpeg +5\.1 \(\d+ ms\)\n$/)
  })

  it.each([
    ['a known problem', new SetupProblem('install ffmpeg', { details: 'apt: no' }), 'install ffmpeg'],
    ['a full disk', Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }), 'no space left'],
  ])('keeps %s for the end instead of stopping the others', async (_, error, sentence) => {
    const [stream, text] = aStream()
    const progress = createProgress(stream)

    expect(await progress.step('ffmpeg', () => Promise.reject(error))).toBeNull()
    expect(await progress.step('next', async () => ['done', true])).toBe(true)

    expect(progress.problems).toHaveLength(1)
    expect(text()).toContain('NOT DONE')
    expect(text()).toContain(sentence)
  })
})

describe('formatDuration', () => {
  it.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [69_000, '1 min 09 s'],
  ])('%d ms is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text)
  })
})

describe('withExperimentalApi', () => {
  it('finds what it replaces in the better-sqlite3 that is installed', () => {
    const folder = dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'))
    const text = readFileSync(join(folder, 'binding.gyp'), 'utf8')

    const changed = withExperimentalApi(text)

    expect(changed).toContain('NAPI_EXPERIMENTAL')
    expect(changed).not.toContain('NAPI_VERSION=')
  })

  it('refuses a source that it does not know', () => {
    expect(() => withExperimentalApi("'defines': ['NAPI_VERSION=11']")).toThrow('no longer says')
  })
})

describe('authorityFile', () => {
  it('is one entry for any host and display', () => {
    const name = Buffer.from('MIT-MAGIC-COOKIE-1')
    expect(authorityFile(Buffer.from([1, 2]))).toEqual(
      Buffer.concat([Buffer.from([0xff, 0xff, 0, 0, 0, 0, 0, 18]), name, Buffer.from([0, 2, 1, 2])]),
    )
  })
})
