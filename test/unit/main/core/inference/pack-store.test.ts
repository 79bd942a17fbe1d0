import { createHash } from 'node:crypto'
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPackStore } from '#core/inference/pack-store.ts'
import { fakeFaces, fakePack } from '../../../../helpers/fake-inference.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

const NET = 'net bytes'
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const files = [{ name: 'net.onnx', sha256: sha256(NET), bytes: NET.length }]
const clipText = {
  ...fakePack().manifest,
  files,
  promptSets: [
    {
      name: 'Up',
      classes: [
        { label: 'up', sentence: 'up' },
        { label: 'down', sentence: 'down' },
      ],
    },
  ],
}
const faces = {
  ...fakeFaces.manifest,
  files,
  detector: { ...fakeFaces.manifest.detector, file: 'net.onnx' },
  landmarks: { ...fakeFaces.manifest.landmarks, file: 'net.onnx' },
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
    unlisted: { ...clipText, id: 'unlisted', visual: { ...clipText.visual, file: 'other.onnx' } },
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
