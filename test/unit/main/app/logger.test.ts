import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors.ts'
import { createLogger } from '../../../../src-main/app/logger.ts'

describe('logger', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logger-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  const file = () => join(folder, 'logs', 'app.log')
  const written = () => readFileSync(file(), 'utf8')

  it('writes level, message, numbers, and what kind the cause of a cause was', () => {
    const log = createLogger(file())
    const cause = Object.assign(new Error("open '/data/P001/x.mp4'"), { code: 'ENOENT', syscall: 'open' })
    log.error('import failed', new TypeError('outer', { cause }), { clips: 3 })
    expect(written()).toMatch(/error import failed clips=3 TypeError\n/)
    expect(written()).toMatch(/\n {2}because Error ENOENT open\n/)
    expect(written()).toMatch(/at .*\(logger\.test\.ts:\d+:\d+\)/)
  })

  it.each([
    'The folder “Anna Schmidt” holds no study.',
    'Anna Schmidt',
    "O'Brien (Anna) [2]: no such scale",
    'C:\\Users\\Anna Schmidt\\x.mp4 is busy',
    'two lines\n    at Anna Schmidt (Schmidt.ts:1:1)\n    at Anna (/home/anna/Schmidt.js:3:4)',
    '    at Anna (Schmidt.js:3:4)',
    '',
  ])('never writes what an error says: %j', (secret) => {
    const log = createLogger(file())
    log.warn('odd', new AppError('not-found', secret, { cause: new Error(`${secret}!`) }))
    const named = new Error(secret)
    named.name = 'Anna Schmidt'
    named.stack = `Anna Schmidt: ${secret}\n    at Anna Schmidt (/home/Anna Schmidt/x.ts:1:1)`
    log.warn('odd', Object.assign(named, { code: 'Anna Schmidt' }))
    log.warn('odd', Object.assign(new Error('x'), { stack: `${secret}\n    at Anna (Schmidt.ts:1:1)` }))
    expect(written()).not.toMatch(/Anna Schmidt|Schmidt\.|O'Brien|study\.|home/)
  })

  it('takes no text that is only known when the program runs', () => {
    const log = createLogger(file())
    const folderName: string = basename(folder)
    // @ts-expect-error a text of the user's
    log.info(folderName)
    // @ts-expect-error a text of the user's within our own
    log.warn(`cannot open ${folderName}`)
    const state = folderName === '' ? 'gone' : 'there'
    log.info(`the folder is ${state}`)
    expect(written()).toContain('the folder is there')
  })

  it('is for its owner only', () => {
    createLogger(file()).info('started')
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(file())).mode & 0o777).toBe(0o700)
  })

  it('writes no data of something thrown that is not an error', () => {
    const log = createLogger(join(folder, 'app.log'))
    log.warn('odd', { caption: 'secret words' })
    expect(readFileSync(join(folder, 'app.log'), 'utf8')).not.toContain('secret')
  })

  it('starts a new file when one is full and keeps three', () => {
    const log = createLogger(join(folder, 'app.log'))
    // A line may be long, its text not: it is written in the program.
    const many = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`n${String(index)}`, 1]))
    for (let index = 0; index < 12; index++) log.info('big', many)
    expect(readdirSync(folder).sort()).toEqual(['app.1.log', 'app.2.log', 'app.log'])
  })
})
