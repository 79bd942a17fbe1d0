import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isSealed, makeSealed } from '../../../../../scripts/setup/steps/sealed-folder.mjs'

let parent = ''
let target = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'sealed-folder-'))
  target = join(parent, 'thing')
})
afterEach(() => rm(parent, { recursive: true }))

const fill = async (/** @type {string} */ folder) => {
  await mkdir(join(folder, 'inner'))
  await writeFile(join(folder, 'inner', 'file.bin'), 'twelve bytes')
}
const file = () => join(target, 'inner', 'file.bin')

describe('a sealed folder', () => {
  it('is whole after it was made, and only for the recipe it was made by', async () => {
    await makeSealed(target, 'recipe 1', fill)

    expect(await isSealed(target, 'recipe 1')).toBe(true)
    expect(await isSealed(target, 'recipe 2')).toBe(false)
    expect(await readdir(parent)).toEqual(['thing'])
  })

  it.each([
    ['cut short', () => truncate(file(), 3)],
    ['changed at the same length', () => utimes(file(), new Date(), new Date(0))],
    ['gone', () => rm(file())],
    ['added', () => writeFile(join(target, 'more.bin'), '')],
  ])('is not whole any more when a file is %s, and can be made again', async (_, damage) => {
    await makeSealed(target, 'recipe', fill)

    await damage()

    expect(await isSealed(target, 'recipe')).toBe(false)
    await makeSealed(target, 'recipe', fill)
    expect(await isSealed(target, 'recipe')).toBe(true)
  })

  it('is not there when making it failed half-way', async () => {
    const failing = makeSealed(target, 'recipe', async (folder) => {
      await fill(folder)
      throw new Error('no space left')
    })

    await expect(failing).rejects.toThrow('no space left')
    expect(await readdir(parent)).toEqual([])
  })

  it('keeps the old one when making a new one failed', async () => {
    await makeSealed(target, 'recipe 1', fill)

    await expect(makeSealed(target, 'recipe 2', () => Promise.reject(new Error('offline')))).rejects.toThrow()

    expect(await readFile(file(), 'utf8')).toBe('twelve bytes')
  })

  it('clears away what a killed set-up left, but not what a running one makes', async () => {
    const NO_SUCH_PROCESS = 2 ** 30
    const killed = `thing.partial.${hostname()}.${NO_SUCH_PROCESS}`
    const running = `thing.partial.${hostname()}.${process.ppid}`
    const elsewhere = `thing.partial.other-computer.${NO_SUCH_PROCESS}`
    for (const name of [killed, running, elsewhere]) await mkdir(join(parent, name))

    await makeSealed(target, 'recipe', fill)

    expect(await readdir(parent)).toEqual(['thing', elsewhere, running].sort())
  })
})
