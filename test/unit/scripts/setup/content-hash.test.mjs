import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentHash } from '../../../../scripts/setup/content-hash.mjs'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'content-hash-'))
  await mkdir(join(root, 'src', 'deep'), { recursive: true })
  await writeFile(join(root, 'src', 'deep', 'a.ts'), 'one')
  await writeFile(join(root, 'src', 'b.ts'), 'two')
})
afterEach(() => rm(root, { recursive: true }))

const hash = () => contentHash(root, ['src', 'config.json'])

describe('contentHash', () => {
  it('is the same for the same contents in another place', async () => {
    const copy = `${root}-copy`
    await cp(root, copy, { recursive: true })
    try {
      expect(await contentHash(copy, ['src', 'config.json'])).toBe(await hash())
    } finally {
      await rm(copy, { recursive: true })
    }
  })

  it.each([
    ['a file changes', () => writeFile(join(root, 'src', 'deep', 'a.ts'), 'One')],
    ['a file gets another name', () => rename(join(root, 'src', 'b.ts'), join(root, 'src', 'c.ts'))],
    ['a file that was missing appears', () => writeFile(join(root, 'config.json'), '')],
    ['a file goes', () => rm(join(root, 'src', 'b.ts'))],
  ])('is another one when %s', async (_, change) => {
    const before = await hash()

    await change()

    expect(await hash()).not.toBe(before)
  })

  it('does not look outside the paths', async () => {
    const before = await hash()

    await writeFile(join(root, 'notes.txt'), 'x')

    expect(await hash()).toBe(before)
  })
})
