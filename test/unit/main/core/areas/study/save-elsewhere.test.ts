import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDatabase } from '#core/db/open.ts'
import { saveElsewhere } from '#core/areas/study/save-elsewhere.ts'
import { addSession } from '../../../../../helpers/memory-study.ts'
import { tempFolder } from '../../../../../helpers/temp-folder.ts'

describe('saveElsewhere', () => {
  it('finds videos outside of the study as before, from deeper down as well', () => {
    const root = tempFolder()
    const folder = join(root, 'study')
    mkdirSync(folder)
    const { db, close } = openDatabase({
      file: join(folder, 'study.sqlite'),
      sqliteBinding: null,
      create: true,
    })
    addSession(db, { patient: 'P001', clips: 2 })
    db.exec("UPDATE videos SET path = '../inbox/one.mp4' WHERE id = 1")
    db.exec("UPDATE videos SET path = 'videos/two.mp4', copied = 1 WHERE id = 2")
    rmSync(folder, { recursive: true })
    const target = join(root, 'much', 'deeper')
    saveElsewhere({ db, folder }, target, null)
    close()
    const saved = openDatabase({ file: join(target, 'study.sqlite'), sqliteBinding: null })
    expect(saved.db.prepare('SELECT path FROM videos ORDER BY id').pluck().all()).toEqual([
      '../../inbox/one.mp4',
      'videos/two.mp4',
    ])
    saved.close()
    expect(dirname(target)).toBe(join(root, 'much'))
  })
})
