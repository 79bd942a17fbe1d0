import { describe, expect, it } from 'vitest'
import { explainWriteError, isDiskFull, orDiskFull, tellsDiskFull } from '#core/files/os-errors.ts'
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

describe('isDiskFull', () => {
  it.each(['ENOSPC', 'EDQUOT', 'SQLITE_FULL'])('knows %s', (code) => {
    expect(isDiskFull(systemError(code))).toBe(true)
  })

  it.each([systemError('EACCES'), new Error('ENOSPC'), null, 'ENOSPC', new AppError('cancelled', 'Full.')])(
    'takes nothing else for it: %s',
    (error) => {
      expect(isDiskFull(error)).toBe(false)
    },
  )

  it('knows what this program said already, and leaves its sentence', () => {
    const said = new AppError('disk-full', 'The disk is full: said before.')
    expect(isDiskFull(said)).toBe(true)
    expect(orDiskFull(said, 'Another sentence.')).toBe(said)
  })
})

it.each([
  ['Error writing trailer: No space left on device', true],
  ['av_interleaved_write_frame(): Disk quota exceeded', true],
  ['Invalid data found when processing input', false],
])('reads from ffmpeg’s “%s” whether the disk is full', (complaints, isFull) => {
  expect(tellsDiskFull(complaints)).toBe(isFull)
})
