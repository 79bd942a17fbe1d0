import { createHash } from 'node:crypto'
import { truncateSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readManifest, readPack } from '#core/packs/pack-reader.ts'
import type { FileCheck } from '#core/packs/pack-reader.ts'
import type { ClipTextPack } from '#shared/domain/pack.ts'
import { fakeNetsFolder, fakeNetsManifest } from '../../../../helpers/fake-nets.ts'
import { tempFolder, writeFiles } from '../../../../helpers/temp-folder.ts'

const invalid = (sentence: string): unknown =>
  expect.objectContaining({ code: 'pack-invalid', message: expect.stringContaining(sentence) as string })

/** Changes a file's content, but neither its size nor its time. */
function rot(folder: string, name: string, content: string): void {
  writeFileSync(join(folder, name), content)
  utimesSync(join(folder, name), 1000, 1000)
}

/** A pack of which one file is too large to be hashed in passing, and is not what its hash says. */
function withLargeFile(): string {
  const folder = fakeNetsFolder()
  const bytes = 32_000_001
  const large = { name: 'large.weights', sha256: '0'.repeat(64), bytes }
  writeFileSync(join(folder, large.name), '')
  truncateSync(join(folder, large.name), bytes)
  const { manifest } = readManifest(folder)
  const files = [...manifest.files, large]
  writeFiles(folder, { 'pack.json': JSON.stringify({ ...manifest, files }) })
  return folder
}

describe('what is checked of the files', () => {
  test('all: every byte of every file', () => {
    const folder = withLargeFile()
    expect(() => readPack(folder, { kind: 'all' })).toThrow(invalid('the file large.weights was changed'))
    rot(folder, 'visual.fp32.onnx', 'VISUAL.FP32.ONNX')
    expect(() => readPack(folder, { kind: 'all' })).toThrow(invalid('the file visual.fp32.onnx was changed'))
  })

  test('quick: the small ones, of the large ones only that they have their size', () => {
    const folder = withLargeFile()
    expect(readPack(folder, { kind: 'quick' }).manifest.id).toBe('two-numbers')
    rot(folder, 'visual.int8.onnx', 'VISUAL.INT8.ONNX')
    expect(() => readPack(folder, { kind: 'quick' })).toThrow(invalid('visual.int8.onnx was changed'))
    const other = withLargeFile()
    truncateSync(join(other, 'large.weights'), 32_000_000)
    expect(() => readPack(other, { kind: 'quick' })).toThrow(
      invalid('large.weights has 32000000 bytes instead of 32000001'),
    )
  })

  test('named: those files, of the others only that they are there', () => {
    const folder = withLargeFile()
    const names = ['visual.fp32.onnx']
    expect(readPack(folder, { kind: 'named', names }).folder).toBe(folder)
    rot(folder, 'visual.int8.onnx', 'VISUAL.INT8.ONNX')
    expect(readPack(folder, { kind: 'named', names }).folder).toBe(folder)
    expect(() => readPack(folder, { kind: 'named', names: ['visual.int8.onnx'] })).toThrow(
      invalid('visual.int8.onnx was changed'),
    )
    unlinkSync(join(folder, 'text.fp32.onnx'))
    expect(() => readPack(folder, { kind: 'named', names })).toThrow(invalid('text.fp32.onnx is missing'))
  })

  test.each<FileCheck>([{ kind: 'all' }, { kind: 'anew', name: 'visual.fp32.onnx' }])(
    '$kind: a file that was hashed before and seems the same is read again',
    (check) => {
      const folder = fakeNetsFolder()
      rot(folder, 'visual.fp32.onnx', 'visual.fp32.onnx')
      readPack(folder, { kind: 'quick' })
      rot(folder, 'visual.fp32.onnx', 'Visual.fp32.onnx')
      expect(() => readPack(folder, check)).toThrow(invalid('visual.fp32.onnx was changed'))
    },
  )

  test('anew: of the others only that they are there', () => {
    const folder = withLargeFile()
    expect(readPack(folder, { kind: 'anew', name: 'visual.fp32.onnx' }).folder).toBe(folder)
  })
})

describe('every file that code will open must have its hash in the manifest', () => {
  const elsewhere = { fp32: { graph: 'visual.fp32.onnx', weights: 'stray.weights' } }
  const manifest = fakeNetsManifest()
  if (manifest.temporal.kind !== 'graph' || manifest.text.kind !== 'graph') throw new Error('no graphs')
  const changes: [string, Partial<ClipTextPack>][] = [
    ['visual', { visual: { ...manifest.visual, files: elsewhere } }],
    ['temporal', { temporal: { ...manifest.temporal, files: elsewhere } }],
    ['text', { text: { ...manifest.text, files: elsewhere } }],
    ['word list', { text: { kind: 'word-list', file: 'stray.weights', labels: ['up', 'down'] } }],
  ]

  test.each(changes)('%s', (_, change) => {
    const folder = fakeNetsFolder(['fp32'], change)
    writeFiles(folder, { 'stray.weights': 'stray' })
    expect(() => readPack(folder, { kind: 'named', names: [] })).toThrow(
      invalid('names stray.weights but not the hash of it'),
    )
  })
})

describe('what a pack is known by', () => {
  const tower = { width: 8, layers: 1, heads: 1 }
  const build: NonNullable<ClipTextPack['build']> = {
    architecture: {
      kind: 'emoclip',
      embeddingDim: 2,
      parameters: 10,
      visual: { ...tower, patchSize: 2, imageSize: 4 },
      text: { ...tower, contextLength: 77, vocabularySize: 10 },
      temporal: null,
    },
    sources: [{ name: 'a.pth', sha256: 'a'.repeat(64), bytes: 1, format: 'pytorch', role: 'everything' }],
    measured: { cpu: 'one', precisions: [] },
  }
  const manifest = { ...fakeNetsManifest(['fp32']), build }
  const hashOf = (json: string): string => {
    const folder = tempFolder()
    writeFiles(folder, { 'pack.json': json })
    return readManifest(folder).sha256
  }
  const identity = (changes: object = {}): string => hashOf(JSON.stringify({ ...manifest, ...changes }))
  const [source] = build.sources

  test('is not what was measured when it was built, nor how its pack.json is laid out', () => {
    const precisions = [
      { precision: 'fp32', bytes: 1, largestDeviation: 0.5, smallestCosine: 1, msPerFrame: 3 },
    ]
    expect(identity({ build: { ...build, measured: { cpu: 'another', precisions } } })).toBe(identity())
    expect(hashOf(JSON.stringify(manifest, null, 2))).toBe(identity())
  })

  test.each<[string, object]>([
    ['title', { title: 'Another' }],
    ['licence', { licence: 'another' }],
    ['crop', { crop: { kind: 'face-square', margin: 0.1 } }],
    ['compare', { compare: { kind: 'cosine', scale: 11 } }],
    ['promptSets', { promptSets: manifest.promptSets.map((set) => ({ ...set, frameStride: 2 })) }],
    ['files', { files: manifest.files.map((file) => ({ ...file, sha256: '1'.repeat(64) })) }],
    ['build.sources', { build: { ...build, sources: [{ ...source, sha256: 'b'.repeat(64) }] } }],
    ['build.architecture', { build: { ...build, architecture: { ...build.architecture, parameters: 11 } } }],
    ['a field of a later version', { later: true }],
  ])('is changed by %s', (_, change) => {
    expect(identity(change)).not.toBe(identity())
  })

  test('of a pack that was not built here is the hash of its pack.json', () => {
    const json = JSON.stringify({ ...manifest, build: null })
    expect(hashOf(json)).toBe(createHash('sha256').update(json).digest('hex'))
  })
})
