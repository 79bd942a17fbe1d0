import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPack } from '#core/packs/pack-reader.ts'
import { installPack } from '#core/packs/build/install-pack.ts'
import type { InstallControl } from '#core/packs/build/install-pack.ts'
import { AppError } from '#shared/errors.ts'
import { fakePack } from '../../../../../helpers/fake-inference.ts'
import { writePack } from '../../../../../helpers/pack-folder.ts'
import { tempFolder, writeFiles } from '../../../../../helpers/temp-folder.ts'

const classes = ['up', 'down'].map((label) => ({ label, sentence: label }))
const manifest = { ...fakePack().manifest, promptSets: [{ name: 'Two', classes }] }

/** A pack of two files in one folder, and room for packs of the user in another. */
function aPack(changes: object = {}) {
  const root = tempFolder()
  const source = join(root, 'brought', 'stick')
  const packs = join(root, 'packs')
  mkdirSync(packs)
  writePack(source, { ...manifest, ...changes }, { 'net.onnx': 'a net', 'more.weights': 'its weights' })
  return { root, source, packs, folderFor: (id: string) => join(packs, id) }
}

const control: InstallControl = { signal: new AbortController().signal, progress: () => undefined }
const visible = (folder: string): string[] => readdirSync(folder).filter((name) => name !== '.checked.json')

describe('installing a pack', () => {
  it('copies the files that it names, and nothing else', async () => {
    const { source, packs, folderFor } = aPack()
    writeFiles(source, { 'virus.exe': 'x', 'notes/readme.txt': 'x', '.checked.json': '{}' })
    const steps: [number, number][] = []
    const progress = (done: number, total: number): void => void steps.push([done, total])
    expect(await installPack(source, folderFor, { ...control, progress })).toBe('two-numbers')
    expect(visible(packs)).toEqual(['two-numbers'])
    expect(visible(folderFor('two-numbers'))).toEqual(['more.weights', 'net.onnx', 'pack.json'])
    expect(readFileSync(join(folderFor('two-numbers'), 'net.onnx'), 'utf8')).toBe('a net')
    expect(readPack(folderFor('two-numbers'), { kind: 'all' }).manifest.title).toBe('Two numbers')
    expect(steps[0]).toEqual([0, 5])
    expect(steps.map(([done]) => done)).toEqual([0, 1, 2, 3, 4])
    expect(readFileSync(join(source, 'virus.exe'), 'utf8')).toBe('x')
  })

  it('takes the place of an older one, nothing of which stays', async () => {
    const { source, packs, folderFor } = aPack()
    writeFiles(folderFor('two-numbers'), { 'pack.json': '{}', 'old.onnx': 'old' })
    await installPack(source, folderFor, control)
    expect(visible(packs)).toEqual(['two-numbers'])
    expect(visible(folderFor('two-numbers'))).not.toContain('old.onnx')
  })

  it('makes the folder of packs on the first time', async () => {
    const { source, packs, folderFor } = aPack()
    rmSync(packs, { recursive: true })
    await installPack(source, folderFor, control)
    expect(visible(packs)).toEqual(['two-numbers'])
  })

  it('of the one that is there already leaves it whole', async () => {
    const { source, packs, folderFor } = aPack()
    await installPack(source, folderFor, control)
    await installPack(folderFor('two-numbers'), folderFor, control)
    expect(visible(packs)).toEqual(['two-numbers'])
    expect(readPack(folderFor('two-numbers'), { kind: 'all' }).manifest.id).toBe('two-numbers')
  })
})

describe('a pack is refused, and the one that is there stays, when', () => {
  const refused: [string, (source: string, root: string) => void, RegExp][] = [
    [
      'a file was changed, at the same size',
      (source) => {
        writeFileSync(join(source, 'more.weights'), 'ITS WEIGHTS')
      },
      /more\.weights was changed/,
    ],
    [
      'a file has another size',
      (source) => {
        writeFileSync(join(source, 'net.onnx'), 'a longer net')
      },
      /net\.onnx has 12 bytes instead of 5/,
    ],
    [
      'a file is missing',
      (source) => {
        rmSync(join(source, 'net.onnx'))
      },
      /net\.onnx is missing/,
    ],
    [
      'it has no pack.json',
      (source) => {
        rmSync(join(source, 'pack.json'))
      },
      /pack\.json cannot be read/,
    ],
    [
      'its pack.json names a file elsewhere',
      (source, root) => {
        writeFiles(root, { 'brought/secret.txt': 'secret' })
        writePack(source, manifest, { '../secret.txt': 'secret', 'net.onnx': 'a net' })
      },
      /pack\.json is wrong at files/,
    ],
    [
      'its id leads elsewhere',
      (source) => {
        writePack(source, { ...manifest, id: '../../elsewhere' }, { 'net.onnx': 'a net' })
      },
      /pack\.json is wrong at id/,
    ],
    [
      'a file is a link, even to the right bytes',
      (source, root) => {
        writeFiles(root, { 'brought/secret.txt': 'a net' })
        rmSync(join(source, 'net.onnx'))
        symlinkSync(join(root, 'brought', 'secret.txt'), join(source, 'net.onnx'))
      },
      /net\.onnx is a link/,
    ],
    [
      'its pack.json is a link',
      (source, root) => {
        const json = readFileSync(join(source, 'pack.json'))
        writeFiles(root, { 'brought/other.json': json })
        rmSync(join(source, 'pack.json'))
        symlinkSync(join(root, 'brought', 'other.json'), join(source, 'pack.json'))
      },
      /pack\.json is a link/,
    ],
    [
      'a net has no hash',
      (source) => {
        const visual = { ...manifest.visual, files: { fp32: { graph: 'other.onnx', weights: null } } }
        writePack(source, { ...manifest, visual }, { 'net.onnx': 'a net' })
        writeFiles(source, { 'other.onnx': 'x' })
      },
      /names other\.onnx but not the hash of it/,
    ],
  ]

  it.each(refused)('%s', async (_, spoil, sentence) => {
    const { root, source, packs, folderFor } = aPack()
    writeFiles(folderFor('two-numbers'), { 'pack.json': 'the old one' })
    spoil(source, root)
    const before = readdirSync(root, { recursive: true }).filter((name) => !String(name).includes('stick'))
    await expect(installPack(source, folderFor, control)).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringMatching(sentence) as string,
    })
    const after = readdirSync(root, { recursive: true }).filter((name) => !String(name).includes('stick'))
    expect(after).toEqual(before)
    expect(visible(packs)).toEqual(['two-numbers'])
    expect(readFileSync(join(folderFor('two-numbers'), 'pack.json'), 'utf8')).toBe('the old one')
  })

  it('it changed on the way', async () => {
    const { source, packs, folderFor } = aPack()
    const progress = (done: number): void => {
      if (done === 1) writeFileSync(join(source, 'net.onnx'), 'A NET')
    }
    await expect(installPack(source, folderFor, { ...control, progress })).rejects.toMatchObject({
      code: 'pack-invalid',
    })
    expect(visible(packs)).toEqual([])
  })

  it.each([0, 2])('it is cancelled at step %i', async (step) => {
    const { source, packs, folderFor } = aPack()
    const cancelled = new AppError('cancelled', 'Cancelled.')
    const abort = new AbortController()
    const progress = (done: number): void => {
      if (done === step) abort.abort(cancelled)
    }
    const install = installPack(source, folderFor, { signal: abort.signal, progress })
    await expect(install).rejects.toBe(cancelled)
    expect(visible(packs)).toEqual([])
  })
})
