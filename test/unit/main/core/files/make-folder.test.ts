import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '#core/files/make-folder.ts'
import { tempFolder } from '../../../../helpers/temp-folder.ts'

describe('makeFolder', () => {
  it('makes a folder with those that it lies in, and takes one that is there', async () => {
    const folder = join(tempFolder(), 'a', 'b', 'c')
    await makeFolder(folder)
    await makeFolder(folder)
    expect(existsSync(folder)).toBe(true)
  })

  it('rejects where a file is in the way', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'file'), '')
    await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(makeFolder(join(folder, 'file', 'new'))).rejects.toMatchObject({ syscall: 'mkdir' })
  })

  it('ends where a file system makes no folders', async () => {
    const nowhere = process.platform === 'win32' ? 'Q:\\new\\er' : '/proc/new/er'
    await expect(makeFolder(nowhere)).rejects.toMatchObject({ syscall: 'mkdir' })
  })
})
