import { describe, expect, it } from 'vitest'
import { explainWriteError } from '#core/files/explain-write-error.ts'
import { AppError } from '#shared/errors.ts'

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: mkdir '/somewhere/secret/new'`), { code, syscall: 'mkdir' })
}

describe('explainWriteError', () => {
  it.each(['ENOENT', 'EROFS', 'EACCES', 'ENOSPC', 'ENOTDIR', 'EIO', 'ENAMETOOLONG', 'EINVAL', 'EMFILE'])(
    'turns %s into one sentence that names the folder and no path',
    (code) => {
      const explained = explainWriteError(systemError(code), 'new')
      expect(explained).toBeInstanceOf(AppError)
      expect(explained).toMatchObject({ code: code === 'ENOSPC' ? 'disk-full' : 'file-unreadable' })
      const { message } = explained as AppError
      expect(message).toContain('“new”')
      expect(message).not.toMatch(/secret|\n/)
    },
  )

  it('leaves alone what is no complaint of the system', () => {
    const ours = new AppError('cancelled', 'Cancelled.')
    const bug = Object.assign(new RangeError('a mistake'), { code: 'ERR_OUT_OF_RANGE' })
    expect(explainWriteError(ours, 'new')).toBe(ours)
    expect(explainWriteError(bug, 'new')).toBe(bug)
  })
})
