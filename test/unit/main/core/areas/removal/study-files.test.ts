import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { removeWithin } from '#core/areas/removal/study-files.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

const copy = 'videos/P001/baseline/a.mp4'

describe('removing a file of the study', () => {
  it('takes the folders that it leaves empty, and no others', () => {
    const folder = tempFolder()
    writeFiles(folder, { [copy]: 'a', 'videos/P002/b.mp4': 'b' })
    expect(removeWithin(folder, copy)).toBe(true)
    expect(readdirSync(join(folder, 'videos'))).toEqual(['P002'])
  })

  it.each(['videos/P001/baseline', 'videos/P001'])(
    'goes on where a kill ended it: the file gone, and %s left empty',
    (left) => {
      const folder = tempFolder()
      mkdirSync(join(folder, left), { recursive: true })
      expect(removeWithin(folder, copy)).toBe(true)
      expect(readdirSync(join(folder, 'videos'))).toEqual([])
    },
  )

  it('does not follow a link to folders elsewhere', () => {
    const [folder, elsewhere] = [tempFolder(), tempFolder()]
    mkdirSync(join(elsewhere, 'P001'))
    symlinkSync(elsewhere, join(folder, 'videos'))
    expect(removeWithin(folder, copy)).toBe(true)
    expect(readdirSync(elsewhere)).toEqual(['P001'])
  })
})
