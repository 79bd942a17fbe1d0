import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '#core/db/open.ts'
import { createStudy, openStudy } from '#core/study.ts'
import { aControl, aStudy } from '../../../helpers/a-study.ts'
import { anEnvironment } from '../../../helpers/an-environment.ts'
import { makeReadOnly } from '../../../helpers/read-only-folder.ts'
import { tempFolder, writeFiles } from '../../../helpers/temp-folder.ts'

const code = (expected: string) => expect.objectContaining({ code: expected }) as Error

describe('createStudy', () => {
  it('makes a study in a new folder or an empty one', () => {
    const folder = tempFolder()
    mkdirSync(join(folder, 'empty'))
    writeFiles(folder, { 'empty/.DS_Store': '' })
    for (const name of ['new/deep', 'empty']) {
      const study = createStudy(join(folder, name), ' My study ', anEnvironment())
      expect(study.library.summary()).toMatchObject({ title: 'My study', clips: 0 })
      study.close()
      study.close()
    }
  })

  it('refuses a folder that holds a study or anything else, and leaves it as it was', () => {
    const { study, environment } = aStudy()
    study.close()
    expect(() => createStudy(study.folder, 'Again', environment)).toThrow(code('conflict'))
    const folder = tempFolder()
    writeFiles(folder, { 'thesis.docx': 'x' })
    expect(() => createStudy(folder, 'Here', environment)).toThrow(code('conflict'))
    expect(existsSync(join(folder, 'study.sqlite'))).toBe(false)
    const again = openStudy(study.folder, environment)
    expect(again.library.summary().title).toBe('Test study')
    again.close()
  })

  it('finishes a study whose making was cut off; opening it says so', () => {
    const folder = tempFolder()
    openDatabase({ file: join(folder, 'study.sqlite'), sqliteBinding: null, create: true }).close()
    expect(() => openStudy(folder, anEnvironment())).toThrow(code('study-unreadable'))
    const study = createStudy(folder, 'Second try', anEnvironment())
    expect(study.library.summary().title).toBe('Second try')
    study.close()
  })
})

describe('openStudy', () => {
  it('keeps a second writer out until the first has closed, and lets readers look', () => {
    const { study, environment } = aStudy()
    expect(() => openStudy(study.folder, environment)).toThrow(code('study-busy'))
    const reader = openStudy(study.folder, environment, { readonly: true })
    expect(reader.library.summary().title).toBe('Test study')
    expect(reader.scales.list()).toEqual(study.scales.list())
    expect(() => reader.raters.ensure('AB')).toThrow(code('study-readonly'))
    reader.close()
    study.close()
    openStudy(study.folder, environment).close()
  })

  it('shows and exports a study that cannot be written, and refuses edits', async () => {
    const { study, inbox, environment } = aStudy()
    study.raters.ensure('AB')
    study.close()
    makeReadOnly(study.folder)
    const looked = openStudy(study.folder, environment, { lookIfReadonly: true })
    onTestFinished(() => {
      looked.close()
    })
    expect(looked.library.summary()).toMatchObject({ title: 'Test study', lookOnly: true })
    expect(looked.raters.list()).toMatchObject([{ code: 'AB' }])
    expect(() => looked.raters.ensure('CD')).toThrow(code('study-readonly'))
    const { files } = await looked.exports.run(inbox, aControl())
    expect(files.map(({ name }) => name)).toContain('captions.csv')
    expect(() => openStudy(study.folder, environment)).toThrow(code('study-readonly'))
  })

  it('says that no study can be made where nothing can be written', () => {
    const folder = tempFolder()
    makeReadOnly(folder)
    expect(() => createStudy(folder, 'New', anEnvironment())).toThrow(code('study-unreadable'))
  })

  it('clears away what a program that was killed left half done', () => {
    const { study, environment } = aStudy()
    study.close()
    const left = [
      'cache/unchecked-copies/0b0f5cf1.part',
      'cache/proxies/abc.mkv.0b0f5cf1.part',
      'cache/strips/abc/0.jpg.0b0f5cf1.part',
      'videos/P001/baseline/a.mp4.0b0f5cf1.part',
    ]
    const kept = ['cache/proxies/abc.mkv', 'videos/P001/baseline/a.mp4', 'notes.part']
    writeFiles(study.folder, Object.fromEntries([...left, ...kept].map((name) => [name, 'x'])))
    openStudy(study.folder, environment, { readonly: true }).close()
    expect(left.filter((name) => existsSync(join(study.folder, name)))).toEqual(left)
    openStudy(study.folder, environment).close()
    expect(left.filter((name) => existsSync(join(study.folder, name)))).toEqual([])
    expect(kept.filter((name) => existsSync(join(study.folder, name)))).toEqual(kept)
  })

  it('closes a study that an earlier version left open to others', () => {
    const { study, environment } = aStudy()
    study.close()
    writeFiles(study.folder, { 'cache/faces/a.jpg': 'x', 'videos/a.mp4': 'x', 'notes.txt': 'x' })
    chmodSync(study.folder, 0o755)
    for (const name of ['cache', 'videos']) chmodSync(join(study.folder, name), 0o755)
    for (const name of ['study.sqlite', 'notes.txt']) chmodSync(join(study.folder, name), 0o644)
    openStudy(study.folder, environment).close()
    const modeOf = (name: string): number => statSync(join(study.folder, name)).mode & 0o777
    expect(['study.sqlite', 'cache', 'videos'].map(modeOf)).toEqual([0o600, 0o700, 0o700])
    // Not ours.
    expect(modeOf('notes.txt')).toBe(0o644)
  })

  it('leaves the group of a folder that was given to it', () => {
    const { study, environment } = aStudy()
    study.close()
    chmodSync(study.folder, 0o775)
    chmodSync(join(study.folder, 'study.sqlite'), 0o664)
    openStudy(study.folder, environment).close()
    expect(statSync(join(study.folder, 'study.sqlite')).mode & 0o777).toBe(0o660)
  })

  it('refuses a folder without a study', () => {
    expect(() => openStudy(tempFolder(), anEnvironment())).toThrow(code('study-unreadable'))
  })
})
