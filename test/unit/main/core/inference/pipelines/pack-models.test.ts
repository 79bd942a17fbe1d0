import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  clipTextPack,
  openModels,
  openTextReader,
  samplerFor,
  sessionOptions,
  seldomOptions,
} from '#core/inference/pipelines/pack-models.ts'
import type { OpenSession } from '#core/inference/pipelines/pack-models.ts'
import { threadsFor } from '#core/inference/session/providers.ts'
import type { EnginePlan } from '#shared/domain/engine.ts'
import type { ClipTextPack, FacePack } from '#shared/domain/pack.ts'
import { fakeFaces, fakePack } from '../../../../../helpers/fake-inference.ts'
import {
  fakeNets,
  fakeNetsFolder,
  fakeNetsManifest,
  twoDirections,
} from '../../../../../helpers/fake-nets.ts'
import { packFolder } from '../../../../../helpers/pack-folder.ts'
import { writeFiles } from '../../../../../helpers/temp-folder.ts'

const oneLane: EnginePlan = { provider: 'cpu', precision: 'fp32', batch: 4, lanes: 1 }

function faceFolder(): string {
  const { detector, landmarks, recogniser, ...rest } = fakeFaces.manifest
  const manifest: FacePack = {
    ...rest,
    detector: { ...detector, file: 'detector.onnx' },
    landmarks: { ...landmarks, file: 'landmarks.onnx' },
    recogniser: { ...recogniser, file: 'recogniser.onnx' },
  }
  const names = ['detector', 'landmarks', 'recogniser']
  return packFolder(manifest, Object.fromEntries(names.map((name) => [`${name}.onnx`, name])))
}

function open(packFolderPath: string, engine: EnginePlan = oneLane) {
  const nets = fakeNets()
  const opening = openModels({
    packFolder: packFolderPath,
    facePackFolder: faceFolder(),
    engine,
    openThreaded: nets.open,
    openInline: nets.open,
  })
  return { nets, opening }
}
const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1)

describe('opening a pack', () => {
  test('opens one visual net a lane, the temporal net once, and closes all of them together', async () => {
    const { nets, opening } = open(fakeNetsFolder(), { ...oneLane, precision: 'int8', lanes: 3 })
    const models = await opening
    const names = nets.opened.map(({ file }) => nameOf(file))
    expect(names.sort()).toEqual([
      'temporal.int8.onnx',
      'visual.int8.onnx',
      'visual.int8.onnx',
      'visual.int8.onnx',
    ])
    expect(models.threads).toBe(3)
    await models.dispose()
    expect(nets.opened.every(({ session }) => session.isDisposed)).toBe(true)
  })

  test('that crops by landmarks runs their net on the CPU, whatever the pack runs on', async () => {
    const crop = { kind: 'landmark-box', margin: 0 } as const
    const { nets, opening } = open(fakeNetsFolder(undefined, { crop }), { ...oneLane, provider: 'webgpu' })
    await opening
    expect(Object.fromEntries(nets.opened.map(({ file, provider }) => [nameOf(file), provider]))).toEqual({
      'landmarks.onnx': 'cpu',
      'visual.fp32.onnx': 'webgpu',
      'temporal.fp32.onnx': 'webgpu',
    })
  })

  test('needs no temporal net for a pack that averages', async () => {
    const { nets, opening } = open(fakeNetsFolder(['fp32'], { temporal: { kind: 'mean' } }))
    await opening
    expect(nets.opened.map(({ file }) => nameOf(file))).toEqual(['visual.fp32.onnx'])
  })

  test('looks at the bytes of the files that it opens, and not at those of others', async () => {
    const folder = fakeNetsFolder()
    writeFiles(folder, { 'visual.int8.onnx': 'VISUAL.INT8.ONNX' })
    await open(folder).opening
    await expect(open(folder, { ...oneLane, precision: 'int8' }).opening).rejects.toMatchObject({
      code: 'pack-invalid',
      message: expect.stringContaining('visual.int8.onnx was changed') as string,
    })
  })

  test('in a precision that the pack has not is refused', async () => {
    await expect(open(fakeNetsFolder(['int8'])).opening).rejects.toMatchObject({
      code: 'pack-invalid',
      message: 'This model pack has no fp32 nets.',
    })
  })

  test('whose manifest names another input than the net has is refused, and nothing stays open', async () => {
    const { visual } = fakeNetsManifest(['fp32'])
    const input = { ...visual.input, name: 'pixels' }
    const { nets, opening } = open(fakeNetsFolder(['fp32'], { visual: { ...visual, input } }))
    await expect(opening).rejects.toMatchObject({
      code: 'pack-invalid',
      message: 'The model pack two-numbers says that its visual net turns pixels into out, but it does not.',
    })
    expect(nets.opened.every(({ session }) => session.isDisposed)).toBe(true)
  })

  test('of which one file cannot be opened is refused, and nothing stays open', async () => {
    const nets = fakeNets()
    const openThreaded: OpenSession = (options) =>
      nameOf(options.file) === 'temporal.fp32.onnx'
        ? Promise.reject(new Error('protobuf parsing failed'))
        : nets.open(options)
    const opening = openModels({
      packFolder: fakeNetsFolder(),
      facePackFolder: faceFolder(),
      engine: oneLane,
      openInline: nets.open,
      openThreaded,
    })
    await expect(opening).rejects.toMatchObject({
      code: 'pack-invalid',
      message: 'The model pack two-numbers cannot be opened.',
    })
    expect(nets.opened).toHaveLength(1)
    expect(nets.opened.every(({ session }) => session.isDisposed)).toBe(true)
  })

  test('of the wrong kind is refused', async () => {
    await expect(open(faceFolder()).opening).rejects.toMatchObject({ code: 'pack-invalid' })
    const nets = fakeNets()
    const folder = fakeNetsFolder()
    await expect(
      openModels({
        packFolder: folder,
        facePackFolder: folder,
        engine: oneLane,
        openThreaded: nets.open,
        openInline: nets.open,
      }),
    ).rejects.toMatchObject({ code: 'pack-invalid', message: expect.stringContaining('faces') as string })
    expect(nets.opened).toHaveLength(0)
  })
})

describe('opening what reads sentences', () => {
  test('opens the text net alone', async () => {
    const nets = fakeNets()
    const reader = await openTextReader({
      packFolder: fakeNetsFolder(),
      engine: { ...oneLane, precision: 'int8', lanes: 2 },
      openThreaded: nets.open,
    })
    expect(nets.opened.map(({ file }) => nameOf(file))).toEqual(['text.int8.onnx'])
    const [read] = await reader.read(['a smile'])
    expect(read?.reading).toEqual({ kind: 'embedded', sentence: 'a smile', tokenCount: 4 })
    await reader.dispose()
    expect(nets.opened[0]?.session.isDisposed).toBe(true)
  })

  test('of a closed-set pack opens its list of words and no net', async () => {
    const list = {
      formatVersion: 1,
      language: 'en',
      labels: ['up', 'down'],
      entries: [{ phrases: ['rises'], shares: { up: 1 } }],
      head: { weights: [[1, 2], [3, 4]], bias: [5, 6] }, // prettier-ignore
    }
    const text: ClipTextPack['text'] = { kind: 'word-list', file: 'words.json', labels: ['up', 'down'] }
    const manifest = { ...fakePack().manifest, text, promptSets: twoDirections }
    const files = { 'net.onnx': 'net', 'words.json': JSON.stringify(list) }
    const nets = fakeNets()
    const reader = await openTextReader({
      packFolder: packFolder(manifest, files),
      engine: oneLane,
      openThreaded: nets.open,
    })
    const [up] = await reader.read(['It rises'])
    expect(up).toMatchObject({ embedding: Float32Array.of(1, 2), bias: 5 })
    expect(nets.opened).toHaveLength(0)
  })
})

describe('a session', () => {
  const files = { fp32: { graph: 'net.onnx', weights: 'net.weights' } }

  /** A net by the size of its weights; its graph is small. */
  function optionsFor(weightBytes: number, lanes: number, provider = 'cpu') {
    const folder = packFolder({}, { 'net.onnx': 'graph', 'net.weights': 'w'.repeat(weightBytes) })
    return { folder, options: sessionOptions(folder, files, { provider, precision: 'fp32', lanes }) }
  }

  test('is of the graph in the precision, on the provider', () => {
    const { folder, options } = optionsFor(1000, 1, 'webgpu')
    expect(options).toMatchObject({ file: join(folder, 'net.onnx'), provider: 'webgpu' })
  })

  test('of a small net has one thread', () => {
    expect(optionsFor(1000, 1).options.threads).toBe(1)
  })

  test('is left as it was written on the CPU only, and only where this program wrote it', () => {
    expect(optionsFor(1000, 1).options.optimise).toBe(false)
    expect(optionsFor(1000, 1, 'webgpu').options.optimise).toBe(true)
    const one = { fp32: { graph: 'net.onnx', weights: null } }
    const { folder } = optionsFor(1000, 1)
    expect(sessionOptions(folder, one, { provider: 'cpu', precision: 'fp32', lanes: 1 }).optimise).toBe(true)
  })

  test('of a net that runs seldom opens without reordering its weights', () => {
    const { folder } = optionsFor(1000, 1)
    const engine = { provider: 'cpu', precision: 'fp32' } as const
    expect(seldomOptions(folder, files, engine)).toStrictEqual({
      ...sessionOptions(folder, files, { ...engine, lanes: 1 }),
      reorderWeights: false,
    })
  })

  test('of a large net, by its weights, has several when it is alone and one beside others', () => {
    expect(optionsFor(20_000_000, 1).options.threads).toBe(threadsFor(20_000_000))
    expect(optionsFor(20_000_000, 2).options.threads).toBe(1)
  })
})

test('a pack is checked for the nets that are asked for', () => {
  const folder = fakeNetsFolder()
  writeFiles(folder, { 'text.fp32.onnx': 'TEXT.FP32.ONNX' })
  expect(clipTextPack(folder, 'fp32', ['visual', 'temporal']).manifest.id).toBe('two-numbers')
  expect(() => clipTextPack(folder, 'fp32', ['text'])).toThrow('text.fp32.onnx was changed')
})

test('pictures are cut and scaled as the pack’s net was trained', () => {
  const { input } = fakeNetsManifest().visual
  const picture = { width: 6, height: 3, rgb: Uint8Array.from({ length: 54 }, (_, i) => (i * 37) % 256) }
  const crop = { x: 0, y: 0, width: 6, height: 3 }
  const written = (resize: ClipTextPack['visual']['input']['resize']): Float32Array => {
    const sampler = samplerFor({ ...input, resize })
    const data = new Float32Array(sampler.length)
    sampler.write(picture, crop, { data, offset: 0 })
    return data
  }
  // Padded to a square, its lowest row is black; cut to one, no pixel need be.
  expect(written('bilinear-origin').subarray(12, 16)).toEqual(new Float32Array(4))
  expect(
    written('bicubic')
      .subarray(12, 16)
      .some((value) => value > 0),
  ).toBe(true)
})
