import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLogger } from '../../../../src-main/app/logger.ts'

describe('logger', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'logger-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('writes level, message and the cause of a cause, without paths', () => {
    const log = createLogger(join(folder, 'logs', 'app.log'))
    log.error('import failed', new Error('outer', { cause: new Error("open '/data/P001/x.mp4'") }))
    const text = readFileSync(join(folder, 'logs', 'app.log'), 'utf8')
    expect(text).toMatch(/error import failed Error: outer/)
    expect(text).toContain("because Error: open '<path>'")
    expect(text).not.toContain('P001')
  })

  it('writes no data of something thrown that is not an error', () => {
    const log = createLogger(join(folder, 'app.log'))
    log.warn('odd', { caption: 'secret words' })
    expect(readFileSync(join(folder, 'app.log'), 'utf8')).not.toContain('secret')
  })

  it('starts a new file when one is full and keeps three', () => {
    const log = createLogger(join(folder, 'app.log'))
    const big = 'x'.repeat(600_000)
    for (let index = 0; index < 12; index++) log.info(big)
    expect(readdirSync(folder).sort()).toEqual(['app.1.log', 'app.2.log', 'app.log'])
  })
})
