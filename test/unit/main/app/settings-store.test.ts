import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRecentStudies } from '../../../../src-main/app/recent-studies.ts'
import { createSettingsStore } from '../../../../src-main/app/settings-store.ts'

const quiet = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }

describe('settings', () => {
  let folder = ''
  let file = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'settings-'))
    file = join(folder, 'settings.json')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('keeps what was changed and leaves the rest at its default', () => {
    const before = createSettingsStore(file, quiet).read()
    createSettingsStore(file, quiet).save({ theme: 'dark', raterCode: 'AB' })
    expect(createSettingsStore(file, quiet).read()).toEqual({ ...before, theme: 'dark', raterCode: 'AB' })
  })

  it('gives the computer an id by chance once, which is no setting of the window', () => {
    const computer = createSettingsStore(file, quiet).computer()
    const later = createSettingsStore(file, quiet)
    later.save({ theme: 'dark' })
    expect([computer, createSettingsStore(file, quiet).computer()]).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      computer,
    ])
    expect(later.read()).not.toHaveProperty('computer')
  })

  it('lets a file of an older version leave the engine to the program', () => {
    writeFileSync(file, '{ "theme": "dark" }')
    expect(createSettingsStore(file, quiet).read()).toMatchObject({
      theme: 'dark',
      engine: { precision: null, provider: null, memoryMb: null },
      windowStride: null,
    })
  })

  it('takes a key that is there but undefined as not given', () => {
    const settings = createSettingsStore(file, quiet)
    settings.save({ theme: 'dark' })
    expect(settings.save({ theme: undefined, blindRating: false })).toMatchObject({
      theme: 'dark',
      blindRating: false,
    })
  })

  it('tells listeners what holds now, until they leave', () => {
    const settings = createSettingsStore(file, quiet)
    const seen: string[] = []
    const leave = settings.onChange(({ theme }) => seen.push(theme))
    settings.save({ theme: 'dark' })
    leave()
    settings.save({ theme: 'light' })
    expect(seen).toEqual(['dark'])
  })

  it.each(['{ "theme": "da', '[]', '{ "theme": "pink" }'])(
    'puts the broken file %s aside and starts with defaults',
    (text) => {
      writeFileSync(file, text)
      expect(createSettingsStore(file, quiet).read().theme).toBe('system')
      expect(readFileSync(`${file}.broken`, 'utf8')).toBe(text)
      expect(existsSync(file)).toBe(false)
    },
  )

  it('leaves no partial file behind', () => {
    createSettingsStore(file, quiet).save({ theme: 'dark' })
    expect(readdirSync(folder)).toEqual(['settings.json'])
  })
})

describe('recent studies', () => {
  let folder = ''
  let file = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recents-'))
    file = join(folder, 'recent.json')
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })

  it('lists the newest first, once each, without their folders', () => {
    const recents = createRecentStudies(file, quiet)
    recents.add('/secret/one', 'One')
    recents.add('/secret/two', 'Two')
    recents.add('/secret/one', 'One again')
    const list = createRecentStudies(file, quiet).list()
    expect(list.map(({ title, folderName }) => [title, folderName])).toEqual([
      ['One again', 'one'],
      ['Two', 'two'],
    ])
    expect(JSON.stringify(list)).not.toContain('secret')
  })

  it('finds the folder by id and says so when it is no longer there', () => {
    const recents = createRecentStudies(file, quiet)
    recents.add('/secret/one', 'One')
    const { id } = recents.list()[0]!
    expect(recents.folderOf(id)).toBe('/secret/one')
    recents.remove(id)
    expect(() => recents.folderOf(id)).toThrow(expect.objectContaining({ code: 'not-found' }) as Error)
  })

  it('forgets the oldest beyond twelve', () => {
    const recents = createRecentStudies(file, quiet)
    for (let index = 1; index <= 15; index++) recents.add(`/s/${index}`, `Study ${index}`)
    expect(recents.list().map(({ title }) => title)).toEqual(
      Array.from({ length: 12 }, (_, index) => `Study ${15 - index}`),
    )
  })
})
