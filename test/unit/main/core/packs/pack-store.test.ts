import { createHash } from 'node:crypto'
import { existsSync, renameSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createPackStore, precisionsOf } from '#core/packs/pack-store.ts'
import { verifyPack } from '#core/packs/verify-pack.ts'
import type { ClipTextPack, Precision } from '#shared/domain/pack.ts'
import { AppError } from '#shared/errors.ts'
import { fakeFaces, fakePack } from '../../../../helpers/fake-inference.ts'
import { fakeNetsManifest, twoDirections } from '../../../../helpers/fake-nets.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

const NET = 'net bytes'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const files = [{ name: 'net.onnx', sha256: sha256(NET), bytes: NET.length }]
const clipText = {
  ...fakePack().manifest,
  files,
  promptSets: twoDirections,
}
const stray = { fp32: { graph: 'other.onnx', weights: null } }
const faces = {
  ...fakeFaces.manifest,
  files,
  detector: { ...fakeFaces.manifest.detector, file: 'net.onnx' },
  landmarks: { ...fakeFaces.manifest.landmarks, file: 'net.onnx' },
  recogniser: { ...fakeFaces.manifest.recogniser, file: 'net.onnx' },
}

function packFolder(manifests: Record<string, unknown>): string {
  const folder = tempFolder()
  for (const [name, manifest] of Object.entries(manifests)) {
    const json = typeof manifest === 'string' ? manifest : JSON.stringify(manifest)
    writeFiles(folder, { [`${name}/pack.json`]: json, [`${name}/net.onnx`]: NET })
  }
  return folder
}
const problems = (folder: string) =>
  Object.fromEntries(
    createPackStore({ folders: [folder] })
      .list()
      .map(({ id, problem }) => [id, problem]),
  )

test('a whole pack is listed without a problem and can be loaded', () => {
  const folder = packFolder({ a: clipText, b: faces })
  const store = createPackStore({ folders: [folder] })
  expect(problems(folder)).toEqual({ faces: null, 'two-numbers': null })
  const loaded = store.clipText('two-numbers')
  expect(loaded.folder).toBe(join(folder, 'a'))
  expect(loaded.manifest.embeddingDim).toBe(2)
  expect(loaded.sha256).toBe(sha256(JSON.stringify(clipText)))
  expect(store.faces().manifest.id).toBe('faces')
})

test('a pack whose file was changed is listed with the reason and not loaded', () => {
  const folder = packFolder({ a: clipText })
  const store = createPackStore({ folders: [folder] })
  expect(store.list()[0]?.problem).toBeNull()
  writeFiles(folder, { 'a/net.onnx': 'other byt' })
  utimesSync(join(folder, 'a/net.onnx'), 1, 1)
  expect(store.list()[0]?.problem).toContain('net.onnx was changed')
  expect(() => store.clipText('two-numbers')).toThrow(expect.objectContaining({ code: 'pack-invalid' }))
})

test('each way of being broken has its own sentence', () => {
  const folder = packFolder({
    'not-json': '{',
    'wrong-field': { ...clipText, embeddingDim: -1 },
    unlisted: { ...clipText, id: 'unlisted', visual: { ...clipText.visual, files: stray } },
    missing: {
      ...clipText,
      id: 'missing',
      files: [...files, { name: 'gone.bin', sha256: sha256(''), bytes: 1 }],
    },
    cut: { ...clipText, id: 'cut', files: [{ ...files[0], bytes: 99 }] },
  })
  expect(problems(folder)).toEqual({
    'not-json': expect.stringContaining('not JSON') as string,
    'wrong-field': expect.stringContaining('wrong at embeddingDim') as string,
    unlisted: expect.stringContaining('names other.onnx but not the hash of it') as string,
    missing: expect.stringContaining('gone.bin is missing') as string,
    cut: expect.stringContaining('9 bytes instead of 99') as string,
  })
})

test('a file outside the pack’s folder cannot be named', () => {
  const escape = { ...clipText, files: [{ ...files[0], name: '../net.onnx' }] }
  expect(problems(packFolder({ escape }))['escape']).toContain('wrong at files')
})

test('of two packs with one id, the one in the first folder wins', () => {
  const first = packFolder({ mine: { ...clipText, version: '2.0.0' } })
  const second = packFolder({ theirs: clipText })
  const store = createPackStore({ folders: [first, second] })
  expect(store.list().map(({ version }) => version)).toEqual(['2.0.0'])
  expect(store.clipText('two-numbers').manifest.version).toBe('2.0.0')
})

test('a pack that is not there is not found, and a folder that is not there is empty', () => {
  const store = createPackStore({ folders: [join(tempFolder(), 'nowhere')] })
  expect(store.list()).toEqual([])
  expect(() => store.clipText('two-numbers')).toThrow(expect.objectContaining({ code: 'not-found' }))
  expect(() => store.faces()).toThrow(expect.objectContaining({ code: 'not-found' }))
})

test('a folder that is still being filled is not listed', () => {
  const folder = packFolder({ '.building-1': clipText })
  expect(problems(folder)).toEqual({})
  renameSync(join(folder, '.building-1'), join(folder, 'built'))
  expect(problems(folder)).toEqual({ 'two-numbers': null })
})

test('a folder goes by the id in its pack.json, and by its own name only when that cannot be read', () => {
  const folder = packFolder({ 'two-numbers': { ...clipText, id: 'another' }, z: clipText, broken: '{' })
  const store = createPackStore({ folders: [folder] })
  expect(store.folder('two-numbers')).toBe(join(folder, 'z'))
  expect(store.folder('another')).toBe(join(folder, 'two-numbers'))
  expect(store.folder('broken')).toBe(join(folder, 'broken'))
  expect(() => store.folder('nowhere')).toThrow(expect.objectContaining({ code: 'not-found' }))
})

describe('packs of the user', () => {
  function twoPlaces() {
    const [own, shipped] = [packFolder({ mine: { ...clipText, id: 'mine' } }), packFolder({ a: clipText })]
    return { own, shipped, store: createPackStore({ folders: [own, shipped], userFolder: own }) }
  }

  test('go into their own folder, under their id', () => {
    const { own, store } = twoPlaces()
    expect(store.userFolder('new')).toBe(join(own, 'new'))
  })

  test('have no place where there is none', () => {
    const store = createPackStore({ folders: [tempFolder()] })
    expect(() => store.userFolder('new')).toThrow(expect.objectContaining({ code: 'bad-request' }))
  })

  test('can be removed, those of the program cannot', async () => {
    const { own, shipped, store } = twoPlaces()
    expect(store.list().map(({ id, removable }) => [id, removable])).toEqual([
      ['mine', true],
      ['two-numbers', false],
    ])
    await store.remove('mine')
    expect(existsSync(join(own, 'mine'))).toBe(false)
    await expect(store.remove('two-numbers')).rejects.toMatchObject({
      code: 'conflict',
      message: 'The model pack two-numbers came with the program and stays with it.',
    })
    expect(existsSync(join(shipped, 'a', 'pack.json'))).toBe(true)
    await expect(store.remove('mine')).rejects.toMatchObject({ code: 'not-found' })
  })

  test('can be removed although they are broken', async () => {
    const { own, store } = twoPlaces()
    writeFiles(own, { 'mine/pack.json': '{' })
    expect(store.list()[0]).toMatchObject({ id: 'mine', removable: true })
    await store.remove('mine')
    expect(existsSync(join(own, 'mine'))).toBe(false)
  })

  test('that stand in for one of the program give way to it when removed', async () => {
    const own = packFolder({ mine: { ...clipText, version: '2.0.0' } })
    const shipped = packFolder({ a: clipText })
    const store = createPackStore({ folders: [own, shipped], userFolder: own })
    expect(store.clipText('two-numbers').manifest.version).toBe('2.0.0')
    await store.remove('two-numbers')
    expect(store.clipText('two-numbers').manifest.version).toBe('1.0.0')
  })
})

test('verifying reads every byte again, of a file that seems unchanged as well', async () => {
  const folder = packFolder({ a: clipText })
  const file = join(folder, 'a/net.onnx')
  const store = createPackStore({ folders: [folder] })
  const steps: [number, number][] = []
  const control = {
    signal: new AbortController().signal,
    progress: (...step: [number, number]) => void steps.push(step),
  }
  utimesSync(file, 1000, 1000)
  await verifyPack(store.folder('two-numbers'), control)
  writeFiles(folder, { 'a/net.onnx': 'net bytez' })
  utimesSync(file, 1000, 1000)
  expect(steps.at(-1)).toEqual([1, 1])
  await expect(verifyPack(store.folder('two-numbers'), control)).rejects.toMatchObject({
    code: 'pack-invalid',
    message: expect.stringContaining('net.onnx was changed') as string,
  })
})

test('verifying ends between two files when it is cancelled', async () => {
  const store = createPackStore({ folders: [packFolder({ a: clipText })] })
  const abort = new AbortController()
  abort.abort(new AppError('cancelled', 'Cancelled.'))
  const control = { signal: abort.signal, progress: () => undefined }
  await expect(verifyPack(store.folder('two-numbers'), control)).rejects.toMatchObject({ code: 'cancelled' })
})

test('the precisions of a pack are those that every one of its nets is there in', () => {
  const files = (...precisions: Precision[]) =>
    Object.fromEntries(precisions.map((precision) => [precision, { graph: 'net.onnx', weights: null }]))
  const full = fakeNetsManifest(['fp32', 'fp16', 'int8'])
  if (full.temporal.kind !== 'graph' || full.text.kind !== 'graph') throw new Error('no graphs')
  const changed = (changes: Partial<ClipTextPack>): Precision[] => precisionsOf({ ...full, ...changes })
  expect(changed({})).toEqual(['fp32', 'fp16', 'int8'])
  expect(changed({ temporal: { ...full.temporal, files: files('int8', 'fp32') } })).toEqual(['fp32', 'int8'])
  expect(changed({ text: { ...full.text, files: files('fp16') } })).toEqual(['fp16'])
  expect(changed({ temporal: { kind: 'mean' }, text: clipText.text })).toEqual(['fp32', 'fp16', 'int8'])
  expect(changed({ visual: { ...full.visual, files: files('int8') } })).toEqual(['int8'])
})

test('a face pack from before people were told apart is refused with what to do about it', () => {
  const { recogniser: _, ...older } = faces
  const folder = packFolder({ 'faces-tiny': older })
  const sentence =
    'The model pack faces-tiny cannot be used: it is an older one that cannot tell people apart; set the program up anew, and the pack is replaced.'
  expect(problems(folder)).toEqual({ 'faces-tiny': sentence })
  expect(() => createPackStore({ folders: [folder] }).faces()).toThrow(
    expect.objectContaining({ code: 'pack-invalid', message: sentence }),
  )
})

test('a face pack whose recogniser has no hash is refused', () => {
  const stranger = { ...faces, recogniser: { ...faces.recogniser, file: 'other.onnx' } }
  expect(problems(packFolder({ a: stranger }))['faces']).toContain('names other.onnx but not the hash of it')
})
