import { existsSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepWithin, markUsed, removePartial } from '#core/areas/video/bounded-cache.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

/** Files and folders of 100 bytes each, used at the given second. */
function aCache(used: Readonly<Record<string, number>>): string {
  const folder = tempFolder()
  for (const [name, second] of Object.entries(used)) {
    const isFolder = name.startsWith('folder')
    writeFiles(folder, isFolder ? { [`${name}/a`]: 'x'.repeat(60), [`${name}/b`]: 'x'.repeat(40) } : {})
    if (!isFolder) writeFiles(folder, { [name]: 'x'.repeat(100) })
    utimesSync(join(folder, name), second, second)
  }
  return folder
}

const nothing = () => false

describe('a bounded cache', () => {
  it('removes what was not used for the longest time until the rest fits', async () => {
    const folder = aCache({ old: 1, 'folder old': 2, new: 3, 'folder new': 4 })
    await keepWithin(folder, 250, nothing)
    expect(readdirSync(folder).sort()).toEqual(['folder new', 'new'])
  })

  it('removes nothing that fits, and nothing that is to stay', async () => {
    const folder = aCache({ old: 1, newer: 2 })
    await keepWithin(folder, 200, nothing)
    expect(readdirSync(folder)).toHaveLength(2)
    await keepWithin(folder, 100, (name) => name === 'old')
    expect(readdirSync(folder)).toEqual(['old'])
  })

  it('takes what was marked for the newest', async () => {
    const folder = aCache({ old: 1, newer: 2 })
    await markUsed(join(folder, 'old'))
    await keepWithin(folder, 100, nothing)
    expect(readdirSync(folder)).toEqual(['old'])
  })

  it('needs no folder to be there', async () => {
    const folder = join(tempFolder(), 'missing')
    await keepWithin(folder, 100, nothing)
    await removePartial(folder)
    await markUsed(folder)
    expect(existsSync(folder)).toBe(false)
  })

  it('clears what a crash left unfinished', async () => {
    const folder = aCache({ whole: 1, 'whole.1234.part': 2 })
    await removePartial(folder)
    expect(readdirSync(folder)).toEqual(['whole'])
  })
})
