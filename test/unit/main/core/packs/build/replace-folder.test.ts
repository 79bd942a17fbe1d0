import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clearUnfinished } from '#core/packs/build/clear-unfinished.ts'
import { orDiskFull } from '#core/files/os-errors.ts'
import { beginFolder, replaceFolder } from '#core/packs/build/replace-folder.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

test('a finished folder takes the place of the old one, which is gone', async () => {
  const root = tempFolder()
  const target = join(root, 'pack')
  writeFiles(target, { old: '', both: 'old' })
  const fresh = await beginFolder(target)
  writeFiles(fresh, { both: 'new' })
  await replaceFolder(fresh, target)
  expect(readdirSync(root)).toEqual(['pack'])
  expect(readdirSync(target)).toEqual(['both'])
  expect(readFileSync(join(target, 'both'), 'utf8')).toBe('new')
})

test('the old one comes back when the new one cannot be put there', async () => {
  const root = tempFolder()
  const target = join(root, 'pack')
  writeFiles(target, { old: 'old' })
  await expect(replaceFolder(join(root, 'gone'), target)).rejects.toMatchObject({ code: 'ENOENT' })
  expect(readdirSync(root)).toEqual(['pack'])
  expect(readdirSync(target)).toEqual(['old'])
})

test('what a killed build left is cleared away, and no pack with it', async () => {
  const root = tempFolder()
  writeFiles(root, { 'pack/pack.json': '{}', 'building-a-habit/pack.json': '{}', '.DS_Store': '' })
  writeFiles(await beginFolder(join(root, 'pack')), { 'visual.fp32.onnx': 'half a net' })
  await beginFolder(join(root, 'other'))
  expect(readdirSync(root)).toHaveLength(5)
  await clearUnfinished(root)
  expect(readdirSync(root).sort()).toEqual(['.DS_Store', 'building-a-habit', 'pack'])
})

test('there is nothing to clear away where no pack ever was', async () => {
  const root = tempFolder()
  await clearUnfinished(join(root, 'nowhere'))
  expect(readdirSync(root)).toEqual([])
})

test.each(['ENOSPC', 'EDQUOT'])('%s is told as a full disk', (code) => {
  const cause = Object.assign(new Error('write'), { code })
  expect(orDiskFull(cause, 'Full.')).toMatchObject({ code: 'disk-full', message: 'Full.', cause })
})

test('any other error stays what it is', () => {
  for (const error of [Object.assign(new Error('write'), { code: 'EIO' }), new Error('x'), 'ENOSPC']) {
    expect(orDiskFull(error, 'Full.')).toBe(error)
  }
})
