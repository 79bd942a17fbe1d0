import { readdirSync } from 'node:fs'
import type * as Files from 'node:fs'
import type * as FilePromises from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { buildPack } from '#core/pack-build/build-pack.ts'
import { installPack } from '#core/pack-build/install-pack.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'
import { fixtures } from './golden.ts'

/** Bytes and files that still find room. */
const disk = vi.hoisted(() => ({ bytes: Infinity, files: Infinity }))

function full(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}

vi.mock('node:fs', async (original) => {
  const real = await original<typeof Files>()
  const writeSync = (file: number, data: Uint8Array, offset: number, length: number, position: number) => {
    if (disk.bytes < length) throw full()
    disk.bytes -= length
    return real.writeSync(file, data, offset, length, position)
  }
  return { ...real, writeSync }
})
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FilePromises>()
  const copyFile = (from: string, to: string) => {
    if (disk.files-- <= 0) return Promise.reject(full())
    return real.copyFile(from, to)
  }
  return { ...real, copyFile }
})

beforeEach(() => {
  Object.assign(disk, { bytes: Infinity, files: Infinity })
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
