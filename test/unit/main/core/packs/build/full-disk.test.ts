import files, { readdirSync } from 'node:fs'
import filePromises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { buildPack } from '#core/packs/build/build-pack.ts'
import { installPack } from '#core/packs/build/install-pack.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'
import { fixtures } from './golden.ts'

/** Bytes and files that still find room. */
const disk = { bytes: Infinity, files: Infinity }

function full(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}

// In place of the functions themselves, not by a mocked module: other files of this process have the real ones.
beforeEach(() => {
  Object.assign(disk, { bytes: Infinity, files: Infinity })
  const { writeSync } = files
  const { copyFile } = filePromises
  const writeWhatFits = (...given: [number, Uint8Array, number, number, number]): number => {
    const length = given[3]
    if (disk.bytes < length) throw full()
    disk.bytes -= length
    return writeSync(...given)
  }
  vi.spyOn(files, 'writeSync').mockImplementation(writeWhatFits as typeof writeSync)
  vi.spyOn(filePromises, 'copyFile').mockImplementation((...given) =>
    disk.files-- > 0 ? copyFile(...given) : Promise.reject(full()),
  )
  syncBuiltinESMExports()
})

afterEach(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

const control = { signal: new AbortController().signal, progress: () => undefined }
const build = (folder: string) =>
  buildPack(
    {
      files: fixtures('clip.jit.pt'),
      title: 'x',
      licence: 'x',
      precisions: ['fp32'],
      folder: () => folder,
    },
    control,
  )

test('a build that fills the disk leaves nothing, and the older pack alone', async () => {
  const root = tempFolder()
  writeFiles(root, { 'pack/pack.json': '{}' })
  disk.bytes = 3_000_000
  await expect(build(join(root, 'pack'))).rejects.toMatchObject({
    code: 'disk-full',
    message: 'The disk is full: the pack was not built.',
  })
  expect(disk.bytes).toBeLessThan(3_000_000)
  expect(readdirSync(root)).toEqual(['pack'])
  expect(readdirSync(join(root, 'pack'))).toEqual(['pack.json'])
})

test('so does an installation', async () => {
  const root = tempFolder()
  await build(join(root, 'source'))
  writeFiles(root, { 'packs/mine/pack.json': '{}' })
  disk.files = 2
  const install = installPack(join(root, 'source'), () => join(root, 'packs', 'mine'), control)
  await expect(install).rejects.toMatchObject({
    code: 'disk-full',
    message: 'The disk is full: the pack was not installed.',
  })
  expect(readdirSync(join(root, 'packs'))).toEqual(['mine'])
  expect(readdirSync(join(root, 'packs', 'mine'))).toEqual(['pack.json'])
})
