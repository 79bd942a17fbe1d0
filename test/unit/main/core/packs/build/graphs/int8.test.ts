import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import onnxProto from 'onnx-proto'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { distanceOf } from '#core/inference/engine/embedding-distance.ts'
import { probePictures } from '#core/inference/engine/probe-pictures.ts'
import { createGraph } from '#core/packs/onnx/graph.ts'
import { createWeightsFile } from '#core/packs/onnx/weights-file.ts'
import { openOrtSession } from '#core/inference/session/ort-session.ts'
import { createLayers } from '#core/packs/build/graphs/layers.ts'
import type { Layers } from '#core/packs/build/graphs/layer-types.ts'
import type { ModelWeights } from '#core/packs/build/model-weights.ts'
import { writeNet } from '#core/packs/build/net-files.ts'
import type { NetName } from '#core/packs/build/net-files.ts'
import { createReference } from '#core/packs/build/reference/forward.ts'
import type { Precision } from '#shared/domain/pack.ts'
import { createRandom } from '#core/statistics/random.ts'
import { tempFolder } from '../../../../../../helpers/temp-folder.ts'
import { fixtureModel } from '../golden.ts'
import { syntheticWeights, wideArchitecture } from '../synthetic-model.ts'

const { FLOAT, FLOAT16, INT8 } = onnxProto.onnx.TensorProto.DataType
const source = { architecture: wideArchitecture, weights: syntheticWeights(wideArchitecture) }

function contents(file: string) {
  const { graph } = onnxProto.onnx.ModelProto.decode(readFileSync(file))
  const operators = (graph?.node ?? []).map(({ opType }) => opType ?? '')
  const constants = (graph?.initializer ?? []).map(({ dataType, dims }) => ({
    type: dataType,
    dims: (dims ?? []).map(Number),
  }))
  return {
    count: (operator: string) => operators.filter((one) => one === operator).length,
    constants,
    /** Matrices and the like of one type, large enough for 8 bits. */
    large: (type: number) =>
      constants.filter((one) => one.type === type && one.dims.reduce((a, b) => a * b, 1) >= 200_000),
  }
}

const root = mkdtempSync(join(tmpdir(), 'int8-'))
afterAll(() => {
  rmSync(root, { recursive: true, force: true })
})
const known = new Map<string, ReturnType<typeof write>>()

/** Each net once for all tests, which only read it. */
function written(net: NetName, precision: Precision): ReturnType<typeof write> {
  const name = `${net}-${precision}`
  const made = known.get(name) ?? write(net, precision)
  known.set(name, made)
  return made
}

async function write(net: NetName, precision: Precision) {
  const folder = mkdtempSync(join(root, net))
  const { graph, weights } = await writeNet(folder, { net, precision }, source)
  const bytes = [graph, weights ?? ''].reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  return { file: join(folder, graph), bytes, ...contents(join(folder, graph)) }
}

async function run(
  file: string,
  inputs: Parameters<Awaited<ReturnType<typeof openOrtSession>>['run']>[0],
  output: string,
): Promise<Float32Array> {
  const session = await openOrtSession({ file, provider: 'cpu', threads: 1 })
  try {
    return (await session.run(inputs, [output]))[output]?.data ?? new Float32Array()
  } finally {
    await session.dispose()
  }
}

describe('the int8 graph of large matrices', () => {
  it('holds each matrix of the visual tower in 8 bits, but not the first convolution', async () => {
    const { count, large, constants } = await written('visual', 'int8')
    expect(count('MultiHeadAttention')).toBe(2)
    // Both of attention and both of the feed-forward part in each of two blocks, and the projection.
    expect(count('MatMulIntegerToFloat')).toBe(9)
    expect(constants.filter(({ type, dims }) => type === INT8 && dims.length === 2)).toHaveLength(9)
    expect(large(FLOAT)).toEqual([{ type: FLOAT, dims: [3 * 32 * 32, 512] }])
  })

  it('takes the wide heads of the temporal transformer apart', async () => {
    const { count, large } = await written('temporal', 'int8')
    expect(count('QAttention') + count('MultiHeadAttention')).toBe(0)
    expect(count('Softmax')).toBe(2)
    expect(count('MatMulIntegerToFloat')).toBe(8)
    expect(large(FLOAT)).toEqual([])
  })

  it('keeps the table of tokens in half precision', async () => {
    const { large, constants, count } = await written('text', 'int8')
    expect(constants).toContainEqual({ type: FLOAT16, dims: [300, 512] })
    expect(large(FLOAT)).toEqual([])
    expect(count('QAttention')).toBe(1)
  })

  it('takes little more than a quarter of the disk', async () => {
    const [single, quantised] = [await written('temporal', 'fp32'), await written('temporal', 'int8')]
    expect(quantised.bytes / single.bytes).toBeLessThan(0.3)
  })

  it('has no place where every matrix is small', async () => {
    const model = await fixtureModel('emoclip.pth')
    const folder = tempFolder()
    const { graph } = await writeNet(folder, { net: 'visual', precision: 'int8' }, model)
    const { count, constants } = contents(join(folder, graph))
    expect(count('MatMulIntegerToFloat') + count('MultiHeadAttention')).toBe(0)
    expect(constants.filter(({ type }) => type === INT8)).toEqual([])
  })

  it('is not that of the other precisions', async () => {
    const [single, half] = [await written('temporal', 'fp32'), await written('temporal', 'fp16')]
    expect([single, half].map(({ count }) => count('MatMulIntegerToFloat'))).toEqual([0, 0])
    expect(half.large(FLOAT)).toEqual([])
    expect(half.large(FLOAT16).length).toBe(single.large(FLOAT).length)
  })
})

describe('with 8-bit weights', () => {
  const pixels = probePictures(2, 64)
  const ids = Int32Array.of(298, 4, 250, 17, 17, 63, 299)
  const pictures = { data: pixels, dims: [2, 3, 64, 64] }
  let frames: Float64Array
  let video: Float64Array
  let text: Float64Array
  beforeAll(async () => {
    const reference = createReference(wideArchitecture, source.weights, () => Promise.resolve())
    frames = await reference.frames(pixels)
    video = await reference.video(frames)
    text = await reference.text(ids)
  }, 60_000)

  const limits = { fp32: [1e-5, 0.999_999_9], fp16: [1e-2, 0.9999], int8: [5e-2, 0.999] } as const

  it.each(['fp32', 'fp16', 'int8'] as const)(
    'as without, the nets stay near the slow pass: %s',
    async (precision) => {
      const [mostApart, leastCosine] = limits[precision]
      const near = (actual: Float32Array, expected: Float64Array): void => {
        const { deviation, cosine } = distanceOf(actual, expected)
        expect(deviation).toBeLessThan(mostApart)
        expect(cosine).toBeGreaterThan(leastCosine)
      }
      const dim = wideArchitecture.embeddingDim
      const visual = await written('visual', precision)
      near(await run(visual.file, { pixel_values: pictures }, 'frame_embeds'), frames)
      const temporal = await written('temporal', precision)
      const sequence = { data: Float32Array.from(frames), dims: [1, 2, dim] }
      near(await run(temporal.file, { frame_embeds: sequence }, 'video_embeds'), video)
      const texts = await written('text', precision)
      near(await run(texts.file, { input_ids: { data: ids, dims: [1, 7] } }, 'text_embeds'), text)
    },
  )

  it.each(['fp32', 'int8'] as const)(
    'a frame has the same numbers alone and among others that stand out: %s',
    async (precision) => {
      const { file } = await written('visual', precision)
      const [plane, dim] = [3 * 64 * 64, wideArchitecture.embeddingDim]
      const own = pixels.slice(0, plane)
      const glaring = pixels.slice(plane).map((value) => value * 1000)
      const embeds = (data: Float32Array) =>
        run(file, { pixel_values: { data, dims: [data.length / plane, 3, 64, 64] } }, 'frame_embeds')
      const among = await embeds(Float32Array.of(...glaring, ...own))
      expect(distanceOf(among.subarray(dim), await embeds(own)).deviation).toBeLessThan(1e-5)
    },
  )

  it('the numbers are others than with 32, so that something was quantised', async () => {
    const results = await Promise.all(
      (['fp32', 'int8'] as const).map(async (precision) => {
        const { file } = await written('visual', precision)
        return run(file, { pixel_values: pictures }, 'frame_embeds')
      }),
    )
    expect(distanceOf(results[1]!, results[0]!).deviation).toBeGreaterThan(1e-5)
  })
})

describe('a layer with 8-bit weights', () => {
  const [inputs, outputs] = [512, 512]
  const random = createRandom(11)
  const matrix = Float32Array.from({ length: inputs * outputs }, () => (random() - 0.5) / 10)
  const bias = Float32Array.from({ length: outputs }, () => random())
  const weights: ModelWeights = {
    read: (name) => Promise.resolve(name === 'bias' ? bias : matrix),
    shape: (name) => (name === 'bias' ? [outputs] : [outputs, inputs]),
  }
  const row = Float32Array.from({ length: inputs }, () => random() - 0.5)

  /** Float32[n * inputs] through what `fill` makes of the layers, to Float32[n * outputs]. */
  async function through(
    rows: Float32Array,
    fill: (layers: Layers, x: string) => Promise<string>,
    precision: Precision = 'int8',
  ): Promise<Float32Array> {
    const folder = tempFolder()
    const sink = createWeightsFile(join(folder, 'layer.weights'))
    onTestFinished(sink.close)
    const graph = createGraph('layer', { weights: sink })
    const layers = createLayers(graph, precision, weights)
    const y = await fill(layers, graph.input('x', ['n', inputs]))
    layers.leave(y, 'y')
    graph.output('y', ['n', outputs])
    writeFileSync(join(folder, 'layer.onnx'), graph.encode())
    return run(join(folder, 'layer.onnx'), { x: { data: rows, dims: [rows.length / inputs, inputs] } }, 'y')
  }
  const linear = (layers: Layers, x: string) =>
    layers.linear(x, { name: 'matrix', layout: 'output-rows' }, 'bias')
  const alone = () => through(row, linear, 'fp32')

  it.each([1, 1e3, 1e6, 1e-6])(
    'gives a row the same numbers, whether the row beside it is %d times as large or not there',
    async (factor) => {
      const both = Float32Array.of(...row.map((value) => value * -factor), ...row)
      const result = (await through(both, linear)).subarray(outputs)
      expect(result).toEqual(await through(row, linear))
      expect(distanceOf(result, await alone()).deviation).toBeLessThan(0.01)
    },
  )

  it('is finer where inputs reach little below zero, and as right where they all do', async () => {
    const gelu = row.map((value) => (value < 0 ? value / 5 : value * 8))
    const narrow = (layers: Layers, x: string) =>
      layers.linear(x, { name: 'matrix', layout: 'output-rows', inputs: 'mostly-above' }, 'bias')
    const deviation = async (rows: Float32Array, fill: typeof linear): Promise<number> =>
      distanceOf(await through(rows, fill), await through(rows, fill, 'fp32')).deviation
    expect(await deviation(gelu, narrow)).toBeLessThan(await deviation(gelu, linear))
    expect(
      await deviation(
        row.map((value) => -Math.abs(value) / 5),
        narrow,
      ),
    ).toBeLessThan(0.05)
  })

  it('gives the bias for a row of zeros, and leaves the row beside it alone', async () => {
    const result = await through(Float32Array.of(...new Float32Array(inputs), ...row), linear)
    expect([...result.subarray(0, outputs)]).toEqual([...bias])
    expect(distanceOf(result.subarray(outputs), await alone()).deviation).toBeLessThan(0.01)
  })

  it('turns a matrix of one row per input', async () => {
    const product = (layers: Layers, x: string) =>
      layers.linear(x, { name: 'matrix', layout: 'input-rows' }, null)
    const expected = new Float32Array(outputs)
    for (let i = 0; i < inputs; i++) {
      for (let j = 0; j < outputs; j++) expected[j]! += row[i]! * matrix[i * outputs + j]!
    }
    expect(distanceOf(await through(row, product, 'fp32'), expected).deviation).toBeLessThan(1e-5)
    expect(distanceOf(await through(row, product), expected).deviation).toBeLessThan(0.02)
  })

  it('stays as it is where it must be exact', async () => {
    const exact = (layers: Layers, x: string) =>
      layers.linear(x, { name: 'matrix', layout: 'output-rows', exact: true }, 'bias')
    expect(await through(row, exact)).toEqual(await alone())
  })
})
