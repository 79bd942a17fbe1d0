import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { openModels, readTexts } from '#core/inference/pack-models.ts'
import type { OpenSession } from '#core/inference/pack-models.ts'
import type { WordListFile } from '#core/inference/text/word-list-file.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { fakeFaces, fakePack } from '../../../../helpers/fake-inference.ts'
import { fakeSession } from '../../../../helpers/fake-session.ts'
import type { FakeSession } from '../../../../helpers/fake-session.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

const words: WordListFile = {
  formatVersion: 1,
  language: 'en',
  labels: ['up', 'down'],
  entries: [{ phrases: ['rises'], shares: { up: 1 } }],
  head: {
    weights: [
      [1, 2],
      [3, 4],
    ],
    bias: [5, 6],
  },
}
const resize = 'bilinear-origin' as const
const base = fakePack().manifest
const packManifest: ClipTextPack = {
  ...base,
  visual: { ...base.visual, input: { ...base.visual.input, resize } },
  text: { kind: 'word-list', file: 'words.json', labels: ['up', 'down'] },
  promptSets: [
    {
      name: 'Up or down',
      classes: [
        { label: 'up', sentence: 'rises' },
        { label: 'down', sentence: 'falls' },
      ],
    },
  ],
}

function writePack(manifest: object, files: Readonly<Record<string, string>>): string {
  const folder = tempFolder()
  const entries = Object.entries(files).map(([name, text]) => ({
    name,
    bytes: Buffer.byteLength(text),
    sha256: createHash('sha256').update(text).digest('hex'),
  }))
  writeFiles(folder, { ...files, 'pack.json': JSON.stringify({ ...manifest, files: entries }) })
  return folder
}
const clipTextFolder = (changes: Partial<ClipTextPack> = {}, list: object = words): string =>
  writePack({ ...packManifest, ...changes }, { 'net.onnx': 'net', 'words.json': JSON.stringify(list) })

function faceFolder(): string {
  const { detector, landmarks, ...rest } = fakeFaces.manifest
  return writePack(
    { ...rest, detector: { ...detector, file: 'd.onnx' }, landmarks: { ...landmarks, file: 'l.onnx' } },
    { 'd.onnx': 'detector', 'l.onnx': 'landmarks' },
  )
}

function sessions(input = 'x') {
  const opened: FakeSession[] = []
  const open: OpenSession = () => {
    const session = fakeSession({ input, output: 'y', compute: (data, dims) => ({ data, dims }) })
    opened.push(session)
    return Promise.resolve(session)
  }
  return { opened, openThreaded: open, openInline: open }
}

test('models are opened together and disposed together', async () => {
  const { opened, ...open } = sessions()
  const models = await openModels({ packFolder: clipTextFolder(), facePackFolder: faceFolder(), ...open })
  expect(opened).toHaveLength(3)
  expect(models.provider()).toBeNull()
  await models.dispose()
  expect(opened.every((session) => session.isDisposed)).toBe(true)
})

test('a manifest that names another input than the net has is refused, and nothing stays open', async () => {
  const { opened, ...open } = sessions('pixels')
  const opening = openModels({ packFolder: clipTextFolder(), facePackFolder: faceFolder(), ...open })
  await expect(opening).rejects.toMatchObject({
    code: 'pack-invalid',
    message: 'The model pack two-numbers says that net.onnx turns x into y, but it does not.',
  })
  expect(opened.every((session) => session.isDisposed)).toBe(true)
})

test('a file that the runtime cannot open is a pack that cannot be used', async () => {
  const { openInline } = sessions()
  const openThreaded: OpenSession = () => Promise.reject(new Error('protobuf parsing failed'))
  const opening = openModels({
    packFolder: clipTextFolder(),
    facePackFolder: faceFolder(),
    openInline,
    openThreaded,
  })
  await expect(opening).rejects.toMatchObject({ code: 'pack-invalid' })
})

test('a pack for a later version is refused with what it needs, not misread', async () => {
  const packFolder = clipTextFolder({
    temporal: { kind: 'graph', file: 'net.onnx', input: 'a', output: 'b', maxFrames: 32 },
    visual: { ...packManifest.visual, input: { ...packManifest.visual.input, resize: 'bicubic' } },
  })
  await expect(openModels({ packFolder, facePackFolder: faceFolder(), ...sessions() })).rejects.toMatchObject(
    {
      code: 'pack-invalid',
      message: expect.stringContaining('a temporal net and bicubic scaling') as string,
    },
  )
})

test('packs of the wrong kind are told apart', async () => {
  const opening = openModels({ packFolder: faceFolder(), facePackFolder: faceFolder(), ...sessions() })
  await expect(opening).rejects.toMatchObject({ code: 'pack-invalid' })
})

test('sentences are read by the pack’s own word list', () => {
  const [up, other] = readTexts(clipTextFolder(), ['It rises', 'It falls'])
  expect(up).toMatchObject({ reading: { kind: 'mapped' }, embedding: Float32Array.of(1, 2), bias: 5 })
  expect(other).toMatchObject({ reading: { kind: 'refused' }, embedding: null })
})

test.each([
  ['has no entries', { ...words, entries: [] }, 'not usable'],
  ['has a row too few', { ...words, head: { ...words.head, weights: [[1, 2]] } }, 'not usable'],
  ['is for another net', { ...words, head: { weights: [[1], [2]], bias: [1, 2] } }, 'for another net'],
])('a word list that %s is refused', (_, list, sentence) => {
  expect(() => readTexts(clipTextFolder({}, list), ['It rises'])).toThrow(
    expect.objectContaining({ code: 'pack-invalid', message: expect.stringContaining(sentence) as string }),
  )
})
