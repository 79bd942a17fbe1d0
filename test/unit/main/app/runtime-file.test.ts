import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findSqliteBinding } from '../../../../src-main/app/runtime-file.ts'

describe('findSqliteBinding', () => {
  let project = ''
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), 'runtime-'))
    mkdirSync(join(project, 'node_modules', '.emoclip'), { recursive: true })
  })
  afterEach(() => {
    rmSync(project, { recursive: true })
  })
  const write = (text: string): void => {
    writeFileSync(join(project, 'node_modules', '.emoclip', 'runtime.json'), text)
  }

  it('leaves the prebuilt binding to a runtime that can load it, whatever is set', () => {
    const environment = { EMOCLIP_SQLITE_BINDING: '/b.node' }
    expect(findSqliteBinding({ nodeApi: 10, environment, projectFolder: project })).toBeNull()
  })

  it('takes the binding that the environment names for an older runtime', () => {
    const environment = { EMOCLIP_SQLITE_BINDING: '/b.node' }
    expect(findSqliteBinding({ nodeApi: 9, environment, projectFolder: null })).toBe('/b.node')
  })

  it('takes the one that the set-up wrote down', () => {
    write(JSON.stringify({ sqliteBinding: '/c.node', electron: { version: '33.2.1' } }))
    expect(findSqliteBinding({ nodeApi: 9, environment: {}, projectFolder: project })).toBe('/c.node')
  })

  it.each(['', '{', '{}', '{ "sqliteBinding": null }'])(
    'says what to do instead of crashing when the set-up left %j',
    (text) => {
      write(text)
      expect(() => findSqliteBinding({ nodeApi: 9, environment: {}, projectFolder: project })).toThrow(
        'npm run setup',
      )
    },
  )
})
